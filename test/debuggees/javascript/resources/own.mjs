// Values with one owner: one with a name, one that was moved, one whose deleter is awaited; one is gone.
import { own, ownAsync } from '../../../../dist/runtime/own.mjs';

class Socket { port = 80; }
const file = own({ name: 'a.txt' }, () => undefined, { label: 'file' });

function accept() {
  return own(new Socket(), () => undefined);
}

const moved = accept().move();
const server = ownAsync('tcp 80', async () => undefined, { label: 'listener' });
own(1, () => undefined).dispose();
debugger; // stop
console.log(file.held, moved.held, server.held);
