import { run } from 'deferscope';

function closeFile(name: string, flags: number): void {
  console.log('closed', name, flags);
}

function readFiles(names: readonly string[]): number {
  return run((s) => {
    for (const [index, name] of names.entries()) s.defer(closeFile, name, index);
    s.defer(() => console.log('all read'));
    return names.length; // stop
  });
}

console.log(readFiles(['a.txt', 'b.txt']));
