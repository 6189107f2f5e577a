import { writeFileSync } from 'node:fs'
import { join as path } from 'node:path'
import Database from 'better-sqlite3'
import { expect, onTestFinished, test } from 'vitest'
import { groupStats, toFrame } from '../../src/frame'
import { join } from '../../src/join'
import { readSqlite } from '../../src/store'
import { openStore } from '../../src/store/store'
import { integer, schema, text } from '../../src/parse/schema'
import { readCsv } from '../../src/tabular'
import { filiere, folder, rowsOf } from './support'

test('rows of a file are stored by its name and their lines, and come back', async () => {
  const home = folder()
  const [file, db] = [path(home, 'filières.csv'), path(home, 'out.db')]
  writeFileSync(file, 'filiere;places\nBio;30\nInfo;x\nDroit;7')
  const store = openStore(db)
  onTestFinished(() => store.close())
  expect(store.save(await readCsv(file, filiere))).toMatchObject({
    table: 'filieres',
    rows: { added: 2, present: 0, changed: 0 },
    rejects: { added: 1 },
    positions: [{ topic: 'filières.csv', partition: 0, next: 5n }],
  })
  // A line that was mended and one that was changed are brought up to date.
  writeFileSync(file, 'filiere;places\nBio;30\nInfo;60\nDroit;8')
  expect(store.save(await readCsv(file, filiere)).rows).toEqual({ added: 1, present: 1, changed: 1 })
  store.close()
  const back = await readSqlite(db, { table: 'filieres' }, filiere)
  expect(rowsOf(back)).toEqual([
    { filiere: 'Bio', responsable: null, places: 30 },
    { filiere: 'Info', responsable: null, places: 60 },
    { filiere: 'Droit', responsable: null, places: 8 },
  ])
  const reader = new Database(db, { readonly: true })
  onTestFinished(() => void reader.close())
  expect(reader.prepare('SELECT topic, partition, offset, row FROM filieres_readable').raw().all()).toEqual([
    ['filières.csv', 0, 2, 0],
    ['filières.csv', 0, 3, 0],
    ['filières.csv', 0, 4, 0],
  ])
  expect(reader.prepare('SELECT count(*) FROM rejects').pluck().get()).toBe(0)
  const provenance = reader.prepare('SELECT provenance FROM runs').pluck().get() as string
  expect(JSON.parse(provenance)).toMatchObject({ origin: 'file', capture: { file: 'filières.csv' } })
})

test('statistics of joined rows are stored with the rows of the left', async () => {
  const student = schema(
    { nom: text(), age: integer({ min: 0, max: 130 }), filiere: text() },
    { name: 'students' },
  )
  const students = await readCsv(
    { text: 'nom;age;filiere\nA;20;Bio\nB;22;Bio\nC;30;Droit', name: 's.csv' },
    student,
  )
  const reference = await readCsv({ text: 'filiere;responsable\nBio;Curie\n' }, filiere)
  const joined = join(students, reference, { on: 'filiere' })
  const stats = groupStats(toFrame(joined), { by: 'responsable', of: 'age' })
  const store = openStore(path(folder(), 'out.db'))
  onTestFinished(() => store.close())
  expect(store.save(students, { stats }).statistics).toBe(2)
}, 60_000)
