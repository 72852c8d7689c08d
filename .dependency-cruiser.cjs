// The layers of ARCHITECTURE.md as rules: who may import whom, and why.

/** Inside core, lowest first: a layer imports itself and those before it. */
const LAYERS = [
  'text',
  'syntax',
  'corpus',
  'library',
  'works',
  'index',
  'snapshot',
  'render',
  'code',
  'features',
];
const CORE = '^server/src/core/';

const path = (layers) => `${CORE}(?:${layers.join('|')})(?:/|\\.ts$)`;

/** One rule a layer: it does not look up. Syntax and corpus are strangers to each other. */
const lookUpRules = LAYERS.slice(0, -1).map((layer, i) => ({
  name: `${layer}-does-not-look-up`,
  severity: 'error',
  comment: `${layer} stands below ${LAYERS.slice(i + 1).join(', ')}: what it needs from there belongs further down.`,
  from: { path: path([layer]) },
  to: { path: path([...LAYERS.slice(i + 1), ...(layer === 'corpus' ? ['syntax'] : [])]) },
}));

module.exports = {
  forbidden: [
    ...lookUpRules,
    {
      name: 'no-circular',
      severity: 'error',
      comment: 'Two files that need each other are one file, or lack a third.',
      from: {},
      to: { circular: true },
    },
    {
      name: 'core-is-pure',
      severity: 'error',
      comment:
        'Core serves the server, a web worker, scripts and tests: no Node, no VS Code, no LSP.',
      from: { path: CORE },
      to: {
        pathNot: [CORE, '^node_modules/(?:@lezer/|js-yaml/|yaml/|minimatch/|lunr/|@types/lunr/)'],
      },
    },
    {
      name: 'lunr-only-in-search-index',
      severity: 'error',
      comment: 'One file knows the search engine, so that it can be replaced.',
      from: { path: '^(?:server|client)/', pathNot: `${CORE}index/searchIndex\\.ts$` },
      to: { path: '^node_modules/(?:@types/)?lunr/' },
    },
    {
      name: 'minimatch-only-in-globs',
      severity: 'error',
      comment: 'One file knows how VS Code reads globs, and which are refused.',
      from: { path: '^(?:server|client)/', pathNot: `${CORE}text/globs\\.ts$` },
      to: { path: '^node_modules/minimatch/' },
    },
    {
      name: 'mathjax-only-in-drawer',
      severity: 'error',
      comment: 'One file knows what draws formulas, so that it can be replaced.',
      from: { path: '^(?:server|client)/', pathNot: '^server/src/maths/' },
      to: { path: '^node_modules/@mathjax/' },
    },
    {
      name: 'drawer-is-a-bundle',
      severity: 'error',
      comment: 'It is large: hosts load it with the first formula.',
      from: { path: '^(?:server|client)/', pathNot: '^server/src/maths/' },
      to: { path: '^server/src/maths/' },
    },
    {
      name: 'features-are-siblings',
      severity: 'error',
      comment: 'A feature imports no other feature: what they share moves down a layer.',
      from: { path: `${CORE}features/([^/]+?)(?:\\.ts|/)` },
      to: { path: `${CORE}features/`, pathNot: `${CORE}features/$1(?:\\.ts$|/)` },
    },
    {
      name: 'protocol-knows-only-result-types',
      severity: 'error',
      comment: 'Messages name the types of what features give; they bring no code to the client.',
      from: { path: '^server/src/protocol/' },
      to: { pathNot: ['^server/src/protocol/', `${CORE}features/`] },
    },
    {
      name: 'protocol-brings-no-code',
      severity: 'error',
      comment: 'Only types may come from core.',
      from: { path: '^server/src/protocol/' },
      to: { path: CORE, dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'workspace-knows-no-lsp',
      severity: 'error',
      comment: 'The workspace serves any front end: no LSP, no messages.',
      from: { path: '^server/src/workspace/' },
      to: { path: ['^server/src/(?:lsp|protocol)/', '^node_modules/vscode-'] },
    },
    {
      name: 'node-only-at-the-edge',
      severity: 'error',
      comment:
        'The disk and the process are reached through the host, so that the server also runs elsewhere.',
      from: { path: '^server/src/', pathNot: '^server/src/(?:main|workspace/nodeHost)\\.ts$' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'client-sees-only-protocol',
      severity: 'error',
      comment: 'The client asks and shows; it computes nothing.',
      from: { path: '^client/' },
      to: { path: '^server/', pathNot: '^server/src/protocol/' },
    },
    {
      name: 'tree-model-is-pure',
      severity: 'error',
      comment: 'What the tree shows is tested without an editor.',
      from: { path: '^client/src/views/treeModel\\.ts$' },
      to: { path: '^(?:vscode$|node_modules/)' },
    },
    {
      name: 'page-knows-only-its-messages',
      severity: 'error',
      comment: 'The page of the map is a bundle of its own.',
      from: { path: '^client/webview/' },
      to: { path: '^client/src/', pathNot: '^client/src/map/mapMessages\\.ts$' },
    },
    {
      name: 'nothing-imports-tests',
      severity: 'error',
      comment: 'What ships does not depend on what tests it.',
      from: { path: '^(?:client|server)/' },
      to: { path: '^test/' },
    },
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.base.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    // The build is no part of the layers, and its name would shadow the package that it uses.
    exclude: { path: ['^test/editor/host/', '^out/', '^dist/', '^esbuild\\.mjs$', '^scripts/'] },
    enhancedResolveOptions: { extensions: ['.ts', '.mjs', '.js', '.json'] },
  },
};
