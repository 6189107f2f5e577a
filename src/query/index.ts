export {
  Aggregate,
  type AggregateNode,
  count,
  countDistinct,
  first,
  last,
  max,
  mean,
  median,
  min,
  missing,
  quantile,
  sd,
  sdPopulation,
  sum,
  variance,
  variancePopulation,
} from './aggregate'
export { Answer } from './answer'
export { planHash, planJson } from './canonical'
export { type Columnar, columnUnknown, findColumn } from './columns'
export { type Engine, isEngine } from './engine'
export {
  type CallNode,
  cellOf,
  type Expression,
  type FunctionName,
  FUNCTIONS,
  isSafe,
  type Literal,
  type Unit,
} from './expression'
export { FIGURES } from './figures'
export { isGathering, memoryOf, memoryText } from './memory'
export { isMissing } from './missing'
export { compareCells, compareGroups, compareText } from './order'
export {
  columnsUsed,
  type HistogramStep,
  localParts,
  LOCALE,
  type OrderStep,
  type PlanColumn,
  type QueryPlan,
  RULES,
  type Step,
  type SummariseStep,
  UNNAMED,
} from './plan'
export { expressionText } from './phrase'
export { and, not, or, Predicate } from './predicate'
export { filterText, planText } from './sentence'
export { answerColumns, columnsAfter } from './steps'
export { col, type ColumnReference, lit, Term } from './term'
export { checkCondition, DAY, kindOf, typeOf, type Types } from './types'
export { type Fits, type Flat, type ValueIn } from './typing'
