export { columnsFor, type Rows, rowsOf } from './columns'
export { type Frame, isFrame } from './danfo'
export { type Grouping, groupStats, overallMeans, toFrame, toTable, where } from './frames'
export { frameLabel, isGroupStats, labelOfRows, lineageOfRows } from './labels'
