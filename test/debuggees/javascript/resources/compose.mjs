// Resources that depend on each other, and two cleanups as one.
import { scope } from '../../../../dist/runtime/deferscope.mjs';
import { cleanupAll, Dependencies } from '../../../../dist/runtime/compose.mjs';

const s = scope({ label: 'app' });
const all = s.use(new Dependencies({ label: 'services' }));
all.add('cache', () => undefined, { dependsOn: ['database'] });
all.add('database', () => undefined);
all.add('queue', () => undefined, { dependsOn: ['database'] });

function closeFile() {}
function unlock() {}
s.defer(cleanupAll(closeFile, unlock));
debugger; // stop
s.dispose();
