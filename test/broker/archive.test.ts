import { existsSync, mkdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { classArchive, dropUnfinished, keepArchive } from '../../src/broker/archive'
import { type Java } from '../../src/machine'
import { testFolder } from '../support/folders'

const java: Java = { command: 'java', version: 17, from: 'PATH', build: 'openjdk version "17.0.15"' }
const options = ['-Xmx256m', '-cp', '../maven/a.jar']

function folders(): { store: string; folder: string } {
  const store = testFolder()
  const folder = join(store, 'kafka')
  mkdirSync(folder)
  return { store, folder }
}

test('the first broker makes the archive, the next ones use it', () => {
  const { store, folder } = folders()
  const first = classArchive(store, folder, java, options)
  expect(first).toMatchObject({ made: false, options: ['-XX:ArchiveClassesAtExit=classes.jsa'] })
  writeFileSync(join(folder, 'classes.jsa'), 'archive')
  keepArchive(folder, first?.file ?? '')
  const next = classArchive(store, folder, java, options)
  expect(next).toMatchObject({ made: true, file: first?.file })
  expect(next?.options).toEqual([
    expect.stringMatching(/^-XX:SharedArchiveFile=\.\.[\\/]kafka-classes-[0-9a-f]{16}\.jsa$/),
  ])
  expect(readFileSync(next?.file ?? '', 'utf8')).toBe('archive')
})

test('each build of Java and each class path has its own', () => {
  const { store, folder } = folders()
  const files = [
    classArchive(store, folder, java, options),
    classArchive(store, folder, { ...java, build: 'openjdk version "17.0.16"' }, options),
    classArchive(store, folder, java, ['-cp', '../maven/b.jar']),
  ].map((archive) => archive?.file)
  expect(new Set(files).size).toBe(3)
})

test('a broker whose folder lies elsewhere does without', () => {
  expect(classArchive(testFolder(), testFolder(), java, options)).toBeNull()
})

test('what a killed broker had begun to write is dropped', () => {
  const { folder } = folders()
  dropUnfinished(folder)
  writeFileSync(join(folder, 'classes.jsa'), 'half of it')
  dropUnfinished(folder)
  expect(existsSync(join(folder, 'classes.jsa'))).toBe(false)
})

test('keeping one removes those of a Java long gone; where none was written, nothing happens', () => {
  const { store, folder } = folders()
  const [old, recent] = [join(store, 'kafka-classes-1.jsa'), join(store, 'kafka-classes-2.jsa')]
  for (const file of [old, recent]) writeFileSync(file, '')
  const past = new Date(Date.now() - 40 * 24 * 3_600_000)
  utimesSync(old, past, past)
  const file = join(store, 'kafka-classes-3.jsa')
  keepArchive(folder, file)
  expect([existsSync(old), existsSync(file)]).toEqual([true, false])
  writeFileSync(join(folder, 'classes.jsa'), 'archive')
  keepArchive(folder, file)
  expect([old, recent, file].map((f) => existsSync(f))).toEqual([false, true, true])
})
