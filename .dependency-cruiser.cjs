const BELOW_RUN = [
  'model',
  'lvm',
  'profiles',
  'docker',
  'logs',
  'pool',
  'plan',
  'verify',
  'host',
  'observe',
  'apply',
  'views',
];

/** The arrows of ARCHITECTURE.md: each folder of src/ and what it may import. */
const layers = {
  model: [],
  lvm: ['model'],
  profiles: ['model'],
  docker: ['model'],
  logs: ['model'],
  pool: ['model', 'lvm', 'profiles', 'docker'],
  plan: ['model', 'lvm', 'profiles', 'docker', 'pool'],
  verify: ['model', 'lvm', 'profiles', 'docker', 'pool'],
  host: ['model'],
  observe: ['model', 'lvm', 'profiles', 'docker', 'logs'],
  apply: ['model', 'observe'],
  views: ['model'],
  run: [...BELOW_RUN],
  jobs: [...BELOW_RUN, 'run'],
  reports: [...BELOW_RUN, 'run'],
  cli: ['model', 'lvm', 'docker', 'plan', 'run', 'reports', 'views'],
  commands: ['cli', 'jobs', 'reports', 'run', 'model'],
};

const arrows = Object.entries(layers).map(([layer, allowed]) => ({
  name: `arrow-${layer}`,
  comment: `src/${layer} imports only: ${allowed.join(', ') || 'nothing'}`,
  severity: 'error',
  from: { path: `^src/${layer}/` },
  to: { path: '^src/', pathNot: `^src/(${[layer, ...allowed].join('|')})/` },
}));

const pure = Object.keys(layers).filter(
  (layer) => !['host', 'run', 'jobs', 'reports', 'cli', 'commands', 'views'].includes(layer),
);

module.exports = {
  forbidden: [
    ...arrows,
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
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
