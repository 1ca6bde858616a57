// Run by itself: a process that ends while work goes on in the background.
import { Background } from '../../src/runtime/background/background.ts';

const background = new Background();
background.run(() => new Promise(() => undefined), { label: 'never ends' });
background.run(() => Promise.resolve(), { label: 'ends' });
