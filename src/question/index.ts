export { from } from './from'
export { type Descending, descending, Grouped, type HistogramOptions, Query } from './query'
export { Running } from './running'
