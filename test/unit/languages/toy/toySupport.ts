import type { LanguageSupport } from '../../../../src/languages/languageSupport.ts';
import { TOY_ADAPTER } from './toyAdapter.ts';
import { ToySource } from './toySource.ts';

/** A language that nobody uses: `promise sweep(); play();`. It consists of a folder and a line in a list. */
export const toySupport: LanguageSupport = {
  debugTypes: ['toy'],
  editorLanguages: ['toy'],
  stackKinds: ['thread'],
  words: { moreStacks: (count) => `… ${count} more toy boxes` },
  describeSessions: () => 'Toy under its debugger',
  createReader: () =>
    Promise.resolve({
      createSource: ({ port }) => new ToySource(port),
      findMention: ({ text }, { line, column }) => {
        const at = text.split('\n')[line]?.indexOf('promise') ?? -1;
        if (at < 0 || column < at || column > at + 'promise'.length) return Promise.resolve(undefined);
        const word = { start: { line, column: at }, end: { line, column: at + 'promise'.length } };
        return Promise.resolve({ mention: { kind: 'registration', scope: '', method: 'promise', site: word, word }, home: word });
      },
    }),
  terminal: {
    name: 'toy',
    type: 'toy',
    usage: { program: 'A .toy file is played as it is.' },
    judge: (program) => (program.endsWith('.toy') ? 'own' : 'foreign'),
    findAdapter: () => Promise.resolve({ command: process.execPath, args: ['-e', TOY_ADAPTER], transport: 'stdio' }),
    configure: ({ program, args }) => ({ request: 'launch', program, args: [...args] }),
    knowsWholeProgram: true,
  },
};
