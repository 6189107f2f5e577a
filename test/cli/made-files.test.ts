import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { madeSince, snapshot } from '../../src/cli/made-files'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'carnet-made-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

test('tells the new and the rewritten from the untouched, in folders too', () => {
  mkdirSync(join(folder, 'charts'))
  for (const name of ['a.txt', 'b.txt', 'charts/c.png']) writeFileSync(join(folder, name), 'one')
  const before = snapshot(folder)
  expect(madeSince(folder, before)).toEqual([])
  writeFileSync(join(folder, 'b.txt'), 'three')
  utimesSync(join(folder, 'charts/c.png'), 1, 1)
  writeFileSync(join(folder, 'd.txt'), '')
  expect(madeSince(folder, before)).toEqual(['b.txt', 'charts/c.png', 'd.txt'].map((f) => join(folder, f)))
})
