// The map of src as rules: a layer imports from the layers before it, never from the ones after.
const layers = [
  [
    'nouns',
    '^src/(errors/|html/|(atomic|record|lineage|reading|secret|provenance|clock|table|utf16|words)\\.ts)',
  ],
  ['spark-client', '^src/engine/spark/client/'],
  ['config', '^src/config/'],
  ['registry', '^src/registry/'],
  ['kafka', '^src/kafka/'],
  ['machine', '^src/machine/'],
  ['broker', '^src/broker/'],
  ['spark', '^src/spark/'],
  ['source', '^src/source/'],
  ['parse', '^src/parse/'],
  ['tabular', '^src/tabular/'],
  ['query', '^src/query/'],
  ['engine', '^src/engine/(?:local/|spark/[^/]+\\.ts)'],
  ['frame', '^src/frame/'],
  ['join', '^src/join/'],
  ['question', '^src/question/'],
  ['profile', '^src/profile/'],
  ['store', '^src/store/'],
  ['collect', '^src/collect/'],
  ['trace', '^src/trace/'],
  ['chart', '^src/chart/'],
  ['show', '^src/show/'],
  ['notebook', '^src/notebook/'],
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
  ['protobufjs', '^src/(?:parse/schemas|engine/spark/client)/'],
  ['@grpc', '^src/engine/spark/client/'],
  ['apache-arrow', '^src/engine/spark/client/'],
  ['danfojs-node', '^src/frame/'],
  ['better-sqlite3', '^src/store/'],
  ['hyparquet(?:-compressors|-writer)?', '^src/tabular/'],
  ['tslab', '^src/(notebook|kernel)/'],
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
    {
      name: 'spark-client-is-a-package-of-its-own',
      severity: 'error',
      from: { path: '^src/engine/spark/client/' },
      to: { path: '^src/', pathNot: '^src/(?:engine/spark/client|errors)/' },
    },
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['require', 'node', 'default'] },
  },
}
