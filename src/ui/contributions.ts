/** Names that package.json has too; a test keeps the two in step. */

export const VIEW = 'deferscope.cleanups';

export const COMMANDS = {
  takeSnapshot: 'deferscope.takeSnapshot',
  saveSnapshot: 'deferscope.saveSnapshot',
  copySnapshot: 'deferscope.copySnapshot',
  refresh: 'deferscope.refresh',
  goToRegistration: 'deferscope.goToRegistration',
  goToCallee: 'deferscope.goToCallee',
  copy: 'deferscope.copy',
  copyValue: 'deferscope.copyValue',
  showLog: 'deferscope.showLog',
  openGuide: 'deferscope.openGuide',
  replayRecording: 'deferscope.replayRecording',
  saveRecording: 'deferscope.saveRecording',
  goToMoment: 'deferscope.goToMoment',
  showTimeline: 'deferscope.showTimeline',
  exportTimeline: 'deferscope.exportTimeline',
  compareSnapshots: 'deferscope.compareSnapshots',
} as const;

/** Commands that rows and hovers run with arguments; they are neither in the palette nor in the manifest. */
export const INTERNAL_COMMANDS = {
  open: 'deferscope.internal.open',
  loadMore: 'deferscope.internal.loadMore',
  loadMoreStacks: 'deferscope.internal.loadMoreStacks',
  loadMoreEntries: 'deferscope.internal.loadMoreEntries',
  reveal: 'deferscope.internal.reveal',
} as const;

/** The part of a row's `viewItem` for each command in its menu. */
export const ROW_ABILITIES = {
  goToRegistration: 'hasRegistration',
  goToCallee: 'hasCallee',
  copyValue: 'hasValue',
} as const satisfies Partial<Record<keyof typeof COMMANDS, string>>;

export const CONTEXT_KEYS = {
  /** A debug session of a supported type is active. */
  active: 'deferscope.active',
  /** Why the view is empty; an `AbsentReason`, or `none`. */
  absent: 'deferscope.absent',
  /** The focused program is paused. */
  paused: 'deferscope.paused',
} as const;

export const SETTINGS = {
  /** Hints beside the source lines that registered pending cleanups. */
  orderHints: 'deferscope.orderHints',
  /** Whether launched programs load the preload: `off`, `ask` or `on`. */
  preload: 'deferscope.preload',
} as const;

export const SNAPSHOT_LANGUAGE = 'deferscope-snapshot';
export const SNAPSHOT_SCHEME = 'deferscope-snapshot';
