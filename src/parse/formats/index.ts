import { type Format } from './format'
import { json } from './json'

/** The formats that are known, in the order in which they are tried. A new one is a file beside this and a line here. */
export const formats: readonly Format[] = [json]

export { type FieldValues, type Format } from './format'
