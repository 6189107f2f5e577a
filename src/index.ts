export { boxPlot, type BoxPlotOptions } from './chart/box'
export { type Figure } from './chart/figure'
export { type Config, type ConnectOptions } from './config'
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
export { type Checkup, type CheckStep } from './kafka/checkup'
export { type TopicInfo, type TopicTable } from './kafka/topics'
export { outPath, param, params, show } from './notebook'
export { type Funnel, type Origin, type Parsed, type Reject, type Repair } from './parse/outcome'
export { parse } from './parse/parse'
export {
  boolean,
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
export { type Label, type Provenance } from './provenance'
export { col, type ColumnReference, type Literal, type Predicate } from './query'
export { type ReadSummary, type StopReason } from './reading'
export {
  type Coordinates,
  type Header,
  type KafkaRecord,
  type OffsetRange,
  type TimestampType,
} from './record'
export { Secret } from './secret'
export { type Batch } from './source/batch'
export { connect } from './source/open'
export { type ReadOptions, type Source } from './source/source'
export { openStore, type Saved, type Store } from './store'
export { type Cell, type Column, type ColumnType, Table } from './table'
export { type Lang } from './words'
