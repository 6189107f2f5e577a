import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished } from 'vitest'
import { type ErrorCode } from '../../src/errors'
import { type Parsed } from '../../src/parse/outcome'
import { integer, schema, text } from '../../src/parse/schema'

export const filiere = schema(
  { filiere: text(), responsable: text().optional(), places: integer({ min: 0 }).optional() },
  { name: 'filieres' },
)

/** A new folder, which is gone when the test has ended. */
export function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'carnet-tabular-'))
  onTestFinished(() => rmSync(path, { recursive: true, force: true }))
  return path
}

/** A file of its own folder. */
export function fileOf(name: string, content: string | Buffer): string {
  const file = join(folder(), name)
  writeFileSync(file, content)
  return file
}

/** Rows as plain objects, to compare them. */
export const rowsOf = (parsed: Parsed<object>): object[] => parsed.rows.toArray().map((row) => ({ ...row }))

/** Rejects in short: where, why, and what was there. */
export const rejectsOf = (parsed: Parsed<object>): unknown[] =>
  parsed.rejects.map(({ record, code, position }) => [
    Number(record.offset),
    code,
    record.value?.toString(),
    position,
  ])

export const expectCode = async (
  work: Promise<unknown>,
  code: ErrorCode,
  words: RegExp = /./,
): Promise<void> => {
  await expect(work).rejects.toMatchObject({ code, message: expect.stringMatching(words) as string })
}
