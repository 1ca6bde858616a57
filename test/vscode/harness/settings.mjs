// The settings of the VS Code under test: nothing that moves, asks, goes to the network or covers what we look at.
export const themes = { light: 'Light 2026', dark: 'Dark 2026', highContrast: 'Default High Contrast' };

/** @typedef {keyof typeof themes} Theme */

/** @param {Theme} theme @param {Record<string, unknown>} [more] */
export function settingsFor(theme, more = {}) {
  const preferred = { 'workbench.preferredLightColorTheme': themes.light, 'workbench.preferredDarkColorTheme': themes.dark };
  return { ...quiet, ...preferred, 'workbench.colorTheme': themes[theme], ...more };
}

const quiet = {
  'chat.disableAIFeatures': true,
  'window.autoDetectColorScheme': false,
  'window.commandCenter': false,
  'window.customMenuBarAltFocus': false, // Alt is for hovers here
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.welcomePage.walkthroughs.openOnInstall': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.enableExperiments': false,
  'workbench.settings.enableNaturalLanguageSearch': false,
  'workbench.reduceMotion': 'on',
  'workbench.hover.delay': 100,
  'editor.hover.delay': 100,
  'editor.accessibilitySupport': 'off',
  'editor.minimap.enabled': false,
  'debug.openDebug': 'neverOpen',
  'debug.internalConsoleOptions': 'neverOpen',
  'debug.toolBarLocation': 'docked',
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'update.mode': 'none',
  'telemetry.telemetryLevel': 'off',
  'telemetry.feedback.enabled': false,
  'git.enabled': false,
  'npm.autoDetect': 'off',
  'npm.fetchOnlinePackageInfo': false,
  'json.schemaDownload.enable': false,
  'typescript.disableAutomaticTypeAcquisition': true,
  // The other one reads the whole project, which takes as long as opening the workbench three times.
  'js/ts.tsserver.useSyntaxServer': 'always',
  'editor.cursorBlinking': 'solid',
  'security.workspace.trust.enabled': false,
  'remote.autoForwardPorts': false,
  'remote.restoreForwardedPorts': false,
  'terminal.integrated.shellIntegration.enabled': false,
  'terminal.integrated.enablePersistentSessions': false,
  'files.watcherExclude': { '**/node_modules/**': true, '**/.git/**': true },
};
