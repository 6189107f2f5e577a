// The map of src as rules: a layer imports from the layers before it, never from the ones after.
const layers = [
  ['nouns', '^src/(errors/|(atomic|record|reading|secret|provenance|clock|table|utf16|words)\\.ts)'],
  ['config', '^src/config/'],
  ['registry', '^src/registry/'],
  ['kafka', '^src/kafka/'],
  ['machine', '^src/machine/'],
  ['broker', '^src/broker/'],
  ['source', '^src/source/'],
  ['parse', '^src/parse/'],
  ['tabular', '^src/tabular/'],
  ['query', '^src/query/'],
  ['engine', '^src/engine/local/'],
  ['frame', '^src/frame\\.ts'],
  ['join', '^src/join/'],
  ['question', '^src/question/'],
  ['profile', '^src/profile/'],
  ['store', '^src/store/'],
  ['chart', '^src/chart/'],
  ['show', '^src/show/'],
  ['notebook', '^src/notebook\\.ts'],
  ['kernel', '^src/kernel/'],
  ['report', '^src/report/'],
  ['cli', '^src/cli/'],
  ['door', '^src/index\\.ts'],
]

const upward = layers.slice(0, -1).map(([name, path], i) => ({
  name: `${name}-imports-nothing-after-it`,
  severity: 'error',
  from: { path },
  to: { path: layers.slice(i + 1).map(([, p]) => p) },
}))

// One importer per heavy dependency: replacing it touches one folder.
const doors = [
  ['node-forge', '^src/config/'],
  ['kafkajs', '^src/kafka/'],
  ['protobufjs', '^src/parse/schemas/'],
  ['danfojs-node', '^src/frame\\.ts'],
  ['better-sqlite3', '^src/store/'],
  ['hyparquet(?:-compressors)?', '^src/tabular/'],
  ['tslab', '^src/(notebook\\.ts|kernel/)'],
  ['@tslab', '^src/kernel/'],
  ['zeromq', '^src/(kernel|report)/'],
  ['plotly\\.js-dist-min', '^src/chart/'],
  ['jsdom', '^src/chart/'],
  ['@resvg', '^src/chart/'],
  ['commander', '^src/cli/'],
].map(([dependency, path]) => ({
  name: `one-importer-of-${dependency.replace(/\W/g, '')}`,
  severity: 'error',
  from: { path: '^src', pathNot: path },
  to: { path: `node_modules/${dependency}/` },
}))

module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-orphans',
      severity: 'error',
      from: { orphan: true, pathNot: '^src/(index|cli/main|kernel/main)\\.ts' },
      to: {},
    },
    ...upward,
    ...doors,
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['require', 'node', 'default'] },
  },
}
