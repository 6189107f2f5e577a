export { barChart, type BarChartOptions } from './chart/bar'
export { boxPlot, type BoxPlotOptions } from './chart/box'
export { type Figure } from './chart/figure'
export { heatMap, type HeatMapOptions } from './chart/heat-map'
export { histogram, type HistogramChartOptions } from './chart/histogram'
export { type Interval } from './chart/interval'
export { lineChart, type LineChartOptions } from './chart/line'
export { scatterPlot, type ScatterPlotOptions } from './chart/scatter'
export { smallMultiples, type SmallMultiplesOptions } from './chart/small-multiples'
export {
  collect,
  type Collected,
  type CollectedGap,
  type Collection,
  type CollectOptions,
  type CollectPosition,
  type CollectProgress,
  type CollectState,
  type CollectStop,
  type RawRule,
} from './collect'
export { type Config, type ConnectOptions } from './config'
export {
  type SparkBatch,
  type SparkColumn,
  type SparkExplainMode,
  type SparkField,
  type SparkLocalColumn,
  type SparkMap,
  type SparkOptions,
  type SparkParameter,
  type SparkParameters,
  type SparkProgress,
  type SparkQueryOptions,
  type SparkResult,
  type SparkResultOptions,
  type SparkRow,
  type SparkScalarType,
  type SparkSession,
  type SparkSource,
  type SparkStruct,
  type SparkTls,
  type SparkValue,
} from './engine/spark/client'
export { sparkTable } from './engine/spark/table'
export { CarnetError, type ErrorCode } from './errors'
export {
  type Frame,
  groupStats,
  type Grouping,
  overallMeans,
  type Rows,
  toFrame,
  toTable,
  where,
} from './frame'
export { type CheckPart, type Checkup, type CheckStep } from './kafka/checkup'
export { type DescribeOptions, type TopicDescription } from './kafka/describe'
export { type PartitionDescription, type Skew } from './kafka/describe-partitions'
export { type TopicSetting } from './kafka/describe-settings'
export { type ValueFormat } from './kafka/describe-format'
export { type Rate } from './kafka/describe-rate'
export { type SampleProfile } from './kafka/describe-sample'
export { type Extent, type PartitionExtent } from './kafka/extent'
export { type GroupLag, type GroupMember, type PartitionLag } from './kafka/groups'
export { type Hidden } from './kafka/hidden'
export { type TopicInfo, type TopicTable } from './kafka/topics'
export { join, type Joined, type JoinOptions } from './join'
export {
  liveDisplay,
  type LiveDisplay,
  outPath,
  param,
  params,
  type Progress,
  progress,
  progressLine,
  type ProgressOptions,
  type ProgressState,
  type ProgressUnit,
  show,
} from './notebook'
export { type Funnel, type Origin, type Parsed, type Reject, type Repair } from './parse/outcome'
export { type ParseOptions } from './parse/options'
export { makeParser, parse } from './parse/parse'
export { type SchemaDecoder, type SchemaRegistry } from './parse/registry'
export { schemaFromJson, schemaToJson } from './parse/schema-json'
export {
  boolean,
  date,
  type Field,
  type Fields,
  integer,
  number,
  type RowOf,
  type Schema,
  schema,
  text,
  timestamp,
} from './parse/schema'
export { drift, type DriftOptions } from './profile/drift'
export { type Drift, type DriftPart, type Finding, type Series } from './profile/drifted'
export { type MessagePlace } from './profile/explain'
export { type ExplainedField, type Explanation } from './profile/explanation'
export { inferSchema, type InferOptions } from './profile/infer'
export { type InferredSchema, type LeftOut, type Sample, type SeenField } from './profile/inferred'
export { type Label, type Provenance } from './provenance'
export {
  type Aggregate,
  and,
  type Answer,
  col,
  type ColumnReference,
  count,
  countDistinct,
  type Engine,
  type Expression,
  first,
  last,
  lit,
  type Literal,
  max,
  mean,
  median,
  min,
  missing,
  not,
  or,
  type Predicate,
  quantile,
  type QueryPlan,
  sd,
  sdPopulation,
  sum,
  type Term,
  variance,
  variancePopulation,
} from './query'
export {
  descending,
  type Descending,
  from,
  type HistogramOptions,
  type Query,
  type Running,
} from './question'
export {
  type MessageFilter,
  type Moment,
  type Offset,
  type Offsets,
  type ReadFrom,
  type ReadPlan,
  type ReadProgress,
  type ReadSelection,
  type ReadSummary,
  type ReadUntil,
  type StopReason,
} from './reading'
export {
  type Coordinates,
  type Header,
  type KafkaRecord,
  type OffsetRange,
  type TimestampType,
} from './record'
export { schemaIdsOf } from './registry/framing'
export {
  type MissingSchema,
  type RegisteredSchema,
  type SchemaId,
  type SchemaReference,
  type Schemas,
} from './registry/schema'
export { Secret } from './secret'
export { type Batch } from './source/batch'
export { type ConsumedBatch, type ConsumeOptions } from './source/consume'
export { connect } from './source/open'
export { type ReadOptions } from './source/options'
export { type Source } from './source/source'
export { type BatchStream } from './source/stream'
export { withSchemas } from './source/with-schemas'
export { connectSpark, type SparkSettings } from './spark'
export {
  type ExportOptions,
  openStore,
  readSqlite,
  type RowSelection,
  type Saved,
  type Snapshot,
  type SqliteRows,
  type SqlParameters,
  type SqlValue,
  type Store,
  type StoreContents,
  type StoredRun,
  type StoredRuns,
  type StoredTable,
} from './store'
export { type Cell, type Column, type ColumnType, Table } from './table'
export {
  type CsvOptions,
  type FileOrText,
  type JsonApiOptions,
  type Paging,
  readCsv,
  readJsonApi,
  readNdjson,
  readParquet,
  type RowOptions,
  type TextSource,
  type WrittenRows,
} from './tabular'
export { explain } from './trace/explain'
export { type FigureMessages } from './trace/figure-messages'
export { freshness, type Freshness, type FreshnessState, type PartitionFreshness } from './trace/freshness'
export { type GroupKey, type GroupOf } from './trace/group'
export { type Lang } from './words'
