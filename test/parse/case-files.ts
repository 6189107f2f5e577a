import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type KafkaRecord } from '../../src/record'
import { schemaFromJson } from '../../src/parse/schema-json'
import { type Schema } from '../../src/parse/schema'
import { type Cell } from '../../src/table'
import { record } from './support'

/** A message as a case file writes it (test/cases/README.md). */
interface CaseMessage {
  payload?: string | null
  payload_b64?: string
  payload_repeat?: [string, number]
  headers?: Record<string, string>
}

interface CaseReject {
  code: string
  position?: number
}

export type CaseRow = Record<string, unknown>

export interface Case extends CaseMessage {
  name: string
  before?: CaseMessage[]
  csv_header?: string[]
  row?: CaseRow
  rows?: ({ row: CaseRow } | { reject: CaseReject })[]
  reject?: CaseReject
  tombstone?: true
  empty?: true
  repairs?: Record<string, string | string[]>
  format?: string
}

export interface CaseFile {
  file: string
  schema: Schema<Record<string, Cell>>
  cases: Case[]
}

const folder = join(__dirname, '../cases')

export function caseFiles(): CaseFile[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .map((file) => {
      const { schema, cases } = JSON.parse(readFileSync(join(folder, file), 'utf8')) as {
        schema: unknown
        cases: Case[]
      }
      return { file, schema: schemaFromJson(schema), cases }
    })
}

/** The messages of a case, the one in question last. */
export const recordsOf = (c: Case): KafkaRecord[] =>
  [...(c.before ?? []), c].map((message, offset) => ({
    ...record(offset, bytesOf(message)),
    headers: Object.entries(message.headers ?? {}).map(
      ([name, value]) => [name, Buffer.from(value)] as const,
    ),
  }))

function bytesOf({ payload, payload_b64, payload_repeat }: CaseMessage): Buffer | null {
  if (payload_b64 !== undefined) return Buffer.from(payload_b64, 'base64')
  if (payload_repeat) return Buffer.from(payload_repeat[0].repeat(payload_repeat[1]))
  return typeof payload === 'string' ? Buffer.from(payload) : null
}

/** A cell as a case writes it: a bigint is `{"bigint": "…"}`. */
export const cellOf = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && 'bigint' in value ? BigInt(String(value.bigint)) : value
