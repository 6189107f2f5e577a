export { type Columnar, columnUnknown, findColumn, isMissing } from './columns'
export { describeGroups, FIGURES, type Group, groupTable, type Mean, twoMeans } from './groups'
export { compareGroups, compareText } from './order'
export {
  col,
  type ColumnReference,
  type Comparison,
  type Literal,
  matchingRows,
  type Operator,
  Predicate,
} from './predicate'
export { quantile, summarise, type Summary } from './statistics'
