import type { LanguageSupport } from '../languageSupport.ts';
import { REPLAY_TYPE } from '../../wire/replayProtocol.ts';

/** Replays of recordings: our own adapter, which shows what programs of any language did. */
export const replaySupport: LanguageSupport = {
  debugTypes: [REPLAY_TYPE],
  editorLanguages: [],
  stackKinds: [],
  createReader: async () => {
    const { ReplaySource } = await import('./replaySource.ts');
    return { createSource: (session) => new ReplaySource(session) };
  },
  explainNotRecorded: (t) => t('A replay is not recorded again: its recording is the file that it replays.'),
};
