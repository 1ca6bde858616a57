/** js-debug's debug types for pages. */
export const BROWSER_TYPES: readonly string[] = ['pwa-chrome', 'chrome', 'pwa-msedge', 'msedge'];

/** js-debug's debug types; all of them evaluate in V8, where the door is. */
export const JAVASCRIPT_TYPES: readonly string[] = [
  'pwa-node',
  'node',
  'node-terminal',
  'pwa-extensionHost',
  'extensionHost',
  ...BROWSER_TYPES,
];

/** The types that start a Node process. */
export const LAUNCH_TYPES: readonly string[] = ['pwa-node', 'node-terminal'];
