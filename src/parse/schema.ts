import { type ColumnType } from '../table'

/** One field of a schema: what it accepts, and whether it may be missing. */
export interface Field<T> {
  readonly type: ColumnType
  readonly isOptional: boolean
  readonly min?: number
  readonly max?: number
  /** Makes the field optional: a missing value becomes null. */
  optional(): Field<T | null>
  /** Carries the TypeScript type of the value; never present at run time. */
  readonly _value?: T
}

export type Fields = Record<string, Field<unknown>>
export type RowOf<F extends Fields> = { [K in keyof F]: F[K] extends Field<infer T> ? T : never }

/** Named, typed columns. `name` is the table that rows are stored in. */
export interface Schema<Row extends object> {
  readonly name: string
  readonly fields: Readonly<Record<keyof Row & string, Field<unknown>>>
}
