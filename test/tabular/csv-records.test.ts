import fc from 'fast-check'
import { expect, test } from 'vitest'
import { CsvFault } from '../../src/parse/formats/csv-reader'
import { CsvRecords } from '../../src/tabular/csv-records'
import { lineBlocks, textOf } from '../../src/tabular/line-blocks'

interface Read {
  readonly line: number
  readonly cells: readonly string[] | string
}

/** The records of bytes that come in pieces of these sizes. */
async function records(bytes: Buffer, sizes: readonly number[], sign = ';'): Promise<Read[]> {
  async function* pieces(): AsyncGenerator<Buffer> {
    for (let at = 0, i = 0; at < bytes.length; i++) {
      const size = sizes[i % sizes.length]
      yield bytes.subarray(at, at + size)
      at += size
    }
  }
  const reader = new CsvRecords(sign)
  const found: Read[] = []
  for await (const { bytes: block, isLast } of lineBlocks(pieces(), 'a.csv'))
    for (const { line, cells } of reader.of(textOf(block), isLast))
      found.push({ line, cells: cells instanceof CsvFault ? cells.problem : cells.map((c) => c.text) })
  return found
}

const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 5 })

test('what was written in quotes comes back, however the file is cut into blocks', async () => {
  const cell = fc.string({ unit: fc.constantFrom('a', 'é', '☃', '𝄞', '"', ';', '\n', '\r\n', ' ', '=') })
  const table = fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { maxLength: 8 })
  await fc.assert(
    fc.asyncProperty(table, sizes, async (lines, cuts) => {
      const text = lines
        .map((cells) => cells.map((c) => `"${c.replaceAll('"', '""')}"`).join(';') + '\r\n')
        .join('')
      const found = await records(Buffer.from(text), cuts)
      expect(found.map((r) => r.cells)).toEqual(lines)
      const starts = lines.map((_, i) => {
        const before = lines.slice(0, i).flat().join('')
        return 1 + i + before.split('\n').length - 1
      })
      expect(found.map((r) => r.line)).toEqual(starts)
    }),
    { numRuns: 300 },
  )
})

test('any text is read the same, however it is cut into blocks', async () => {
  const text = fc.string({
    unit: fc.constantFrom('a', 'é', '"', '"', ';', '\n', '\n', '\r', ' '),
    maxLength: 120,
  })
  await fc.assert(
    fc.asyncProperty(text, sizes, async (given, cuts) => {
      const bytes = Buffer.from(given)
      expect(await records(bytes, cuts)).toEqual(await records(bytes, [bytes.length + 1]))
    }),
    { numRuns: 500 },
  )
})

test('every line that holds something is in a record', async () => {
  const text = fc.string({ unit: fc.constantFrom('a', '"', ';', '\n', ' '), maxLength: 80 })
  await fc.assert(
    fc.asyncProperty(text, async (given) => {
      const found = await records(Buffer.from(given), [1000])
      const first = given.split('\n').findIndex((line) => /[a;]/.test(line)) + 1
      if (first > 0) expect(found.some((r) => r.line <= first)).toBe(true)
      // No line begins two records.
      expect(new Set(found.map((r) => r.line)).size).toBe(found.length)
    }),
    { numRuns: 300 },
  )
})
