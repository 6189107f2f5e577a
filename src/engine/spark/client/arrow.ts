import { createRequire } from 'node:module'
import type * as Arrow from 'apache-arrow'

/** The one importer of apache-arrow, which is loaded with the first batch. */
export const arrow = (): typeof Arrow => createRequire(__filename)('apache-arrow') as typeof Arrow

export { type Data, type IntervalUnit } from 'apache-arrow'
