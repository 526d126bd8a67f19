const BELOW_RUN = [
  'model',
  'lvm',
  'profiles',
  'docker',
  'containerd',
  'logs',
  'pool',
  'plan',
  'verify',
  'host',
  'observe',
  'convert',
  'repair',
  'apply',
  'views',
];

/** The arrows of ARCHITECTURE.md: each folder of src/ and what it may import. */
const layers = {
  model: [],
  lvm: ['model'],
  profiles: ['model'],
  docker: ['model'],
  containerd: ['model'],
  logs: ['model'],
  pool: ['model', 'lvm', 'profiles', 'docker', 'containerd'],
  plan: ['model', 'lvm', 'profiles', 'docker', 'containerd', 'pool'],
  verify: ['model', 'lvm', 'profiles', 'docker', 'containerd', 'pool'],
  host: ['model'],
  observe: ['model', 'lvm', 'profiles', 'docker', 'containerd', 'logs'],
  convert: ['model', 'lvm', 'docker', 'observe'],
  repair: ['model', 'lvm', 'observe', 'convert'],
  apply: ['model', 'observe', 'convert', 'repair'],
  views: ['model'],
  run: [...BELOW_RUN],
  jobs: [...BELOW_RUN, 'run'],
  reports: [...BELOW_RUN, 'run'],
  cli: ['model', 'lvm', 'docker', 'containerd', 'plan', 'run', 'reports', 'views'],
  commands: ['cli', 'jobs', 'reports', 'run', 'model'],
};

const arrows = Object.entries(layers).map(([layer, allowed]) => ({
  name: `arrow-${layer}`,
  comment: `src/${layer} imports only: ${allowed.join(', ') || 'nothing'}`,
  severity: 'error',
  from: { path: `^src/${layer}/` },
  to: { path: '^src/', pathNot: `^src/(${[layer, ...allowed].join('|')})/` },
}));

/** A folder of an engine's name, on any floor, is the wing of that engine. */
const ENGINES = ['docker', 'containerd'];
const WING = `^src.*/(${ENGINES.join('|')})/`;
const DOOR = '^src/[^/]+/engines\\.ts$';

/** Who may open a wing without its door, and why. */
const DOCKERS_OWN = [
  // Layers of its devicemapper driver become layers of its overlay2 driver.
  '^src/(convert|plan/migrate)/',
  // Loop files, and a pool that the daemon sets up itself: no other engine has them.
  '^src/plan/(setup|resize)/(loop-lvm|managed)/',
  // The commands for those.
  '^src/jobs/(setup-direct-lvm|setup-loop-lvm|resize|teardown|migrate.*)\\.ts$',
  // --storage-opt takes what dockerd takes.
  '^src/cli/(flags/(setup-loop-lvm|values)|guesses)\\.ts$',
];

const OPERATIONS = 'setup|resize|teardown|keep|migrate';

const pure = Object.keys(layers).filter(
  (layer) => !['host', 'run', 'jobs', 'reports', 'cli', 'commands', 'views'].includes(layer),
);

module.exports = {
  forbidden: [
    ...arrows,
    {
      name: 'no-cycles',
      comment: 'imports of types included',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'wings-have-one-door',
      comment: 'what an engine is to code outside its wing stands in src/model/engine.ts',
      severity: 'error',
      from: { path: '^src/', pathNot: [WING, DOOR, ...DOCKERS_OWN] },
      to: { path: WING },
    },
    {
      name: 'wings-know-no-other-wing',
      severity: 'error',
      from: { path: WING },
      to: { path: WING, pathNot: '/$1/' },
    },
    {
      name: 'operations-know-no-other-operation',
      severity: 'error',
      from: { path: `^src/plan/(${OPERATIONS})/` },
      to: { path: `^src/plan/(${OPERATIONS})/`, pathNot: '^src/plan/$1/' },
    },
    {
      name: 'blocks-know-no-operation',
      severity: 'error',
      from: { path: '^src/plan/', pathNot: `^src/plan/(${OPERATIONS})/` },
      to: { path: `^src/plan/(${OPERATIONS})/` },
    },
    {
      name: 'one-spawner',
      comment: 'execa is imported in src/host/spawn.ts alone',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/host/spawn\\.ts$' },
      to: { path: 'execa|^child_process$|^node:child_process$' },
    },
    {
      name: 'one-file-gateway',
      comment: 'node:fs is imported in src/host/ alone',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/host/' },
      to: { path: '^(node:)?fs(/promises)?$' },
    },
    {
      name: 'pure-layers-know-no-terminal',
      severity: 'error',
      from: { path: `^src/(${pure.join('|')})/` },
      to: { path: 'node_modules/(chalk|listr2|@oclif)' },
    },
    {
      name: 'scripts-stay-outside',
      comment: 'zx and test code never reach the product',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^(test|scripts)/|node_modules/zx' },
    },
    {
      name: 'codes-as-types',
      comment: 'others import the type Code: the texts are loaded where they are shown',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/model/codes/|/(explain|command-line)\\.ts$' },
      to: { path: '^src/model/codes/', dependencyTypesNot: ['type-only'] },
    },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.js', '.mjs'],
      conditionNames: ['import', 'require', 'node', 'default'],
      exportsFields: ['exports'],
    },
  },
};
