// Run in its own process: a process that ends while work continues in the background.
import { Background } from '../../src/runtime/background/background.ts';

const background = new Background();
background.run(() => new Promise(() => undefined), { label: 'never ends' });
background.run(() => Promise.resolve(), { label: 'ends' });
