export { parseAddress, type SparkAddress } from './address'
export { type SparkBatch } from './batches'
export { type SparkTls } from './channel'
export { type SparkLocalColumn } from './encode'
export { type SparkParameter, type SparkParameters } from './parameters'
export { type SparkProgress } from './progress'
export { type SparkResult, type SparkRow } from './result'
export {
  type SparkResultOptions,
  type SparkSource,
  type SparkExplainMode,
  type SparkQueryOptions,
  type SparkOptions,
  type SparkField,
  SparkSession,
} from './session'
export {
  type SparkColumn,
  type SparkMap,
  type SparkScalarType,
  type SparkStruct,
  type SparkValue,
} from './values'
