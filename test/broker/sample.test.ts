import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { sampleRecords } from '../../src/broker/sample'

interface Student {
  nom: string
  prenom: string
  age: number
  filiere: string
}

const file = readFileSync(join(__dirname, '../../data/students.ndjson'), 'utf8')
const records = sampleRecords(file)
const students = records.map((r) => JSON.parse(r.value?.toString() ?? '') as Student)

test('the committed file is what its script makes', async () => {
  const script = (await import(join(__dirname, '../../scripts/make-sample.cjs'))) as { sample: () => string }
  expect(script.sample()).toBe(file)
})

test('ten students, as the table has them, in the mixed order of a topic', () => {
  const ages: Record<string, number[]> = {}
  for (const { filiere, age } of students) (ages[filiere] ??= []).push(age)
  expect(ages).toEqual({ Biologie: [23, 23, 23], Informatique: [22, 22, 22, 22], Physique: [19, 19, 19] })
  const order = students.map((s) => s.filiere)
  expect(order).not.toEqual([...order].sort())
})

test('each has the four fields and nothing else, and a name of its own', () => {
  for (const student of students) expect(Object.keys(student)).toEqual(['nom', 'prenom', 'age', 'filiere'])
  expect(new Set(students.map((s) => `${s.prenom} ${s.nom}`)).size).toBe(10)
  expect(students.some((s) => /[éèëçœ]/.test(s.prenom + s.nom))).toBe(true)
})

test('messages go to partition 0, in December 2024, one after the other', () => {
  const times = records.map((r) => r.timestamp ?? 0)
  expect(times).toEqual([...times].sort((a, b) => a - b))
  for (const t of times) expect(new Date(t).toISOString()).toMatch(/^2024-12-/)
  expect(records.map((r) => [r.partition, r.key])).toEqual(records.map(() => [0, null]))
})

test('a manifest alone gives no messages', () => {
  expect(sampleRecords('{"carnet":"capture"}\n')).toEqual([])
  expect(sampleRecords('')).toEqual([])
})

test('key and payload may be null or text', () => {
  const line = { partition: 1, ts: 5, key: 'clé', payload: null }
  expect(sampleRecords(`{}\n${JSON.stringify(line)}\n`)).toEqual([
    { partition: 1, timestamp: 5, key: Buffer.from('clé'), value: null },
  ])
})
