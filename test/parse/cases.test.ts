import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from '../../src/parse/parse'
import { boolean, integer, number, schema, text, timestamp, type Field } from '../../src/parse/schema'
import { messages } from './support'

interface CaseField {
  type: 'text' | 'integer' | 'number' | 'boolean' | 'timestamp'
  min?: number
  max?: number
  optional?: boolean
}
interface Case {
  name: string
  payload?: string | null
  payload_b64?: string
  payload_repeat?: [string, number]
  row?: Record<string, unknown>
  reject?: { code: string; position?: number }
  tombstone?: true
  empty?: true
  repairs?: Record<string, string>
}

const folder = join(__dirname, '../cases')
const files = readdirSync(folder).filter((f) => f.endsWith('.json'))

function fieldOf({ type, min, max, optional }: CaseField): Field<unknown> {
  const made = {
    text,
    integer: () => integer({ min, max }),
    number: () => number({ min, max }),
    boolean,
    timestamp,
  }
  const field: Field<unknown> = made[type]()
  return optional ? field.optional() : field
}

function bytesOf({ payload, payload_b64, payload_repeat }: Case): Buffer | null {
  if (payload_b64 !== undefined) return Buffer.from(payload_b64, 'base64')
  if (payload_repeat) return Buffer.from(payload_repeat[0].repeat(payload_repeat[1]))
  return typeof payload === 'string' ? Buffer.from(payload) : null
}

const cellOf = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && 'bigint' in value ? BigInt(String(value.bigint)) : value

describe.each(files)('%s', (file) => {
  const { schema: asked, cases } = JSON.parse(readFileSync(join(folder, file), 'utf8')) as {
    schema: { fields: Record<string, CaseField> }
    cases: Case[]
  }
  const wanted = schema(
    Object.fromEntries(Object.entries(asked.fields).map(([name, f]) => [name, fieldOf(f)])),
  )

  test('names every case once', () => {
    expect(new Set(cases.map((c) => c.name)).size).toBe(cases.length)
  })

  test.each(cases)('$name', (c) => {
    const parsed = parse(messages(bytesOf(c)), wanted)
    const row = parsed.rows.at(0)
    const { tombstones, empty } = parsed.funnel
    expect({
      row: row && Object.entries(row),
      reject: parsed.rejects[0] && { code: parsed.rejects[0].code, position: parsed.rejects[0].position },
      tombstones,
      empty,
      repairs: Object.fromEntries(parsed.repairs.map((r) => [r.column, r.kind])),
    }).toEqual({
      row: c.row && Object.entries(c.row).map(([name, value]) => [name, cellOf(value)]),
      reject: c.reject && { code: c.reject.code, position: c.reject.position ?? null },
      tombstones: c.tombstone ? 1 : 0,
      empty: c.empty ? 1 : 0,
      repairs: c.repairs ?? {},
    })
  })
})
