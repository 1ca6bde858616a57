// The layers of the source tree, top first. A folder may import from those below it, never from one above.
// The folders of the languages may not know each other.
const layers = ['extension', 'ui', 'cli', 'session', 'replay', 'languages', 'preload', 'syntax', 'dap', 'wire', 'core', 'runtime'];
/** @param {string} layer */
const path = (layer) => (layer === 'extension' ? '^src/extension\\.ts$' : `^src/${layer}/`);

const upward = layers.slice(1).map((layer, at) => ({
  name: `${layer}-does-not-look-up`,
  comment: `src/${layer} may import only from the folders below it`,
  severity: 'error',
  from: { path: path(layer) },
  to: { path: layers.slice(0, at + 1).map(path) },
}));

// The rooms inside the large folders, top first. A room may import from those below it and from no other; the files beside the rooms may
// import from all of them.
const rooms = {
  'languages/go': [
    'goroutines',
    'tests',
    'deferred',
    'program',
    'statements',
    'closures',
    'code',
    'frames',
    'syntax',
    'words',
    'memory',
    'values',
    'symbols',
  ],
  'languages/javascript': ['stacks', 'suspended', 'using', 'frames', 'texts', 'values', 'syntax', 'probe', 'wire'],
  'runtime': ['reading', 'scopes', 'door', 'support'],
};

const outOfOrder = Object.entries(rooms).flatMap(([folder, names]) =>
  names.map((name, at) => ({
    name: `${folder.replace('/', '-')}-${name}-looks-down`,
    comment: `src/${folder}/${name} may import only from the rooms below it`,
    severity: 'error',
    from: { path: `^src/${folder}/${name}/` },
    to: { path: `^src/${folder}/`, pathNot: names.slice(at).map((below) => `^src/${folder}/${below}/`) },
  })),
);

module.exports = {
  forbidden: [
    ...upward,
    ...outOfOrder,
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'vscode-only-in-ui',
      severity: 'error',
      from: { path: '^src/', pathNot: ['^src/ui/', '^src/extension\\.ts$'] },
      to: { path: '^vscode$' },
    },
    { name: 'runtime-stands-alone', severity: 'error', from: { path: '^src/runtime/' }, to: { pathNot: '^src/runtime/' } },
    {
      name: 'languages-are-separate',
      severity: 'error',
      from: { path: '^src/languages/([^/]+)/' },
      to: { path: '^src/languages/([^/]+)/', pathNot: '^src/languages/$1/' },
    },
    {
      name: 'languages-by-their-list',
      comment: 'a room knows languages by LanguageSupport; the replay is a debugger of our own, which rooms may know',
      severity: 'error',
      from: { path: '^src/', pathNot: ['^src/languages/[^/]+/', '^src/languages/all\\.ts$'] },
      to: { path: '^src/languages/[^/]+/', pathNot: '^src/languages/replay/' },
    },
    {
      name: 'the-list-is-handed-over',
      comment: 'only what composes a program takes the list of languages; a test may compose with another one',
      severity: 'error',
      from: { path: '^src/', pathNot: ['^src/extension\\.ts$', '^src/cli/main\\.ts$'] },
      to: { path: '^src/languages/all\\.ts$' },
    },
    {
      name: 'probe-is-self-contained',
      severity: 'error',
      from: { path: '^src/languages/javascript/probe/' },
      to: { pathNot: ['^src/languages/javascript/probe/', '^src/languages/javascript/wire/', '^src/runtime/'] },
    },
    {
      name: 'preload-is-self-contained',
      severity: 'error',
      from: { path: '^src/preload/' },
      to: { pathNot: ['^src/preload/', '^src/runtime/'] },
    },
    {
      name: 'webview-is-a-page',
      severity: 'error',
      from: { path: '^src/webview/' },
      to: { pathNot: ['^src/webview/', '^src/wire/timelineMessages\\.ts$'] },
    },
    { name: 'no-unresolved', severity: 'error', from: {}, to: { couldNotResolve: true, pathNot: ['^vscode$', '^probe:'] } },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    builtInModules: { add: ['vscode'] },
  },
};
