import type { LanguageSupport } from '../languageSupport.ts';
import { REPLAY_TYPE } from '../../wire/replayProtocol.ts';
import { ReplaySource } from './replaySource.ts';

/** Replays of recordings: our own adapter, which shows what programs of any language did. */
export const replaySupport: LanguageSupport = {
  debugTypes: [REPLAY_TYPE],
  editorLanguages: [],
  stackKinds: [],
  createReader: () => ({ createSource: (session) => new ReplaySource(session) }),
  explainNotRecorded: (t) => t('A replay is not recorded again: its recording is the file that it replays.'),
};
