import { mkdirSync, utimesSync, writeFileSync } from 'node:fs'
import { createHash } from 'node:crypto'
import { dirname, join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { checkJars } from '../../src/broker/jar-check'
import { coordinatesOf, KAFKA_JARS, KAFKA_VERSION, type Jar } from '../../src/broker/jars'
import { testFolder } from '../support/folders'

describe('the pinned list', () => {
  test('names 38 jars in a Maven repository, each once', () => {
    expect(KAFKA_JARS).toHaveLength(38)
    expect(new Set(KAFKA_JARS.map((jar) => jar.path)).size).toBe(38)
    for (const jar of KAFKA_JARS) {
      const [artifact, version, file] = jar.path.split('/').slice(-3)
      expect(file).toBe(`${artifact ?? ''}-${version ?? ''}.jar`)
      expect(jar.sha256).toMatch(/^[0-9a-f]{64}$/)
      expect(jar.size).toBeGreaterThan(0)
    }
  })

  test('holds Kafka in one version', () => {
    const kafka = KAFKA_JARS.filter((jar) => jar.path.startsWith('org/apache/kafka/'))
    expect(kafka.length).toBeGreaterThan(10)
    expect(kafka.map((jar) => jar.path.split('/').at(-2))).toEqual(kafka.map(() => KAFKA_VERSION))
  })

  test('spells coordinates', () => {
    const path = 'at/yawk/lz4/lz4-java/1.11.2/lz4-java-1.11.2.jar'
    expect(coordinatesOf({ path, size: 1, sha256: '' })).toBe('at.yawk.lz4:lz4-java:1.11.2')
  })
})

describe('checkJars', () => {
  const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')
  const jar = (path: string, text: string): Jar => ({ path, size: text.length, sha256: sha256(text) })
  const jars = [jar('a/a.jar', 'first'), jar('b/c/b.jar', 'second')]
  let folder = ''
  let stamps = ''
  const put = (path: string, text: string): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  const check = (): string[] =>
    checkJars(folder, jars, stamps).map((b) => `${b.jar.path}: ${b.fault} ${b.found ?? ''}`)

  beforeEach(() => {
    folder = testFolder()
    stamps = join(folder, 'stamps.json')
    put('a/a.jar', 'first')
    put('b/c/b.jar', 'second')
  })

  test('finds nothing where all are right, nor the next time', () => {
    expect(check()).toEqual([])
    expect(check()).toEqual([])
  })

  test('names what is missing, of another size, of another content', () => {
    expect(checkJars(testFolder(), jars, stamps).map((b) => b.fault)).toEqual(['missing', 'missing'])
    put('a/a.jar', 'fir')
    put('b/c/b.jar', 'sECond')
    expect(check()).toEqual(['a/a.jar: size 3', `b/c/b.jar: checksum ${sha256('sECond')}`])
  })

  test('a folder in the place of a jar counts as missing', () => {
    mkdirSync(join(folder, 'other/a/a.jar'), { recursive: true })
    expect(checkJars(join(folder, 'other'), jars, stamps)[0]?.fault).toBe('missing')
  })

  test('looks again at a file that has changed since it was found right', () => {
    expect(check()).toEqual([])
    put('a/a.jar', 'FIRST')
    const later = new Date(Date.now() + 5000)
    utimesSync(join(folder, 'a/a.jar'), later, later)
    expect(check()).toEqual([`a/a.jar: checksum ${sha256('FIRST')}`])
  })

  test('does not read again a file that has not changed', () => {
    const time = new Date('2026-11-25T12:00:00Z')
    utimesSync(join(folder, 'a/a.jar'), time, time)
    expect(check()).toEqual([])
    put('a/a.jar', 'FIRST')
    utimesSync(join(folder, 'a/a.jar'), time, time)
    // Not seen, because nothing but the content tells: the stamp is what makes the second start cost nothing.
    expect(check()).toEqual([])
  })

  test('a stamp is worth nothing for another checksum, nor one that cannot be read', () => {
    expect(check()).toEqual([])
    const other = [{ path: 'a/a.jar', size: 5, sha256: sha256('other') }]
    expect(checkJars(folder, other, stamps).map((b) => b.fault)).toEqual(['checksum'])
    writeFileSync(stamps, '{"a/a')
    expect(check()).toEqual([])
    writeFileSync(stamps, 'null')
    expect(check()).toEqual([])
  })
})
