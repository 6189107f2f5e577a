import { writeFileSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { projectRoot } from '../../src/machine'
import { KcapWriter } from '../../src/source/capture/kcap-write'
import { PartialFile } from '../../src/source/capture/partial-file'
import { writeNdjson } from '../../src/source/capture/ndjson-write'
import {
  type CatalogEntry,
  captureOffer,
  capturesFolder,
  lastCapture,
  newCaptureFiles,
  newCaptureName,
  shortPath,
} from '../../src/source/catalog'
import { killedCapture } from './capture/killed'
import { chunkOf, manifestOf, opening, students, tempFolder } from './support'

const date = new Date('2026-11-24T16:00:00.123Z')

describe('capturesFolder', () => {
  test('is captures in the project, or what CARNET_CAPTURES names', () => {
    expect(capturesFolder({})).toBe(join(projectRoot(), 'captures'))
    expect(capturesFolder({ CARNET_CAPTURES: '/srv/c' })).toBe('/srv/c')
    expect(capturesFolder({ CARNET_CAPTURES: 'c' })).toBe(join(process.cwd(), 'c'))
    expect(capturesFolder({ CARNET_CAPTURES: '' })).toBe(join(projectRoot(), 'captures'))
  })
})

describe('newCaptureName', () => {
  test('is topic and moment', () => {
    expect(newCaptureName('message', date)).toBe('message-20261124T160000123Z.kcap')
    expect(newCaptureName('message', date, 2)).toBe('message-20261124T160000123Z-2.kcap')
  })

  test.each([
    ['_connect.configs-1', '_connect.configs-1'],
    ['../../etc/passwd', '%2E.%2F..%2Fetc%2Fpasswd'],
    ['.', '%2E'],
    ['-rf', '%2Drf'],
    ['a b:é', 'a%20b%3A%C3%A9'],
    ['a%20b', 'a%2520b'],
  ])('topic %j is safe as %j', (topic, safe) => {
    expect(newCaptureName(topic, date)).toBe(`${safe}-20261124T160000123Z.kcap`)
  })

  test('a topic of any length fits, and two never share a name', () => {
    const [a, b] = ['a', 'b'].map((end) => newCaptureName('x'.repeat(248) + end, date, 999))
    expect(Math.max(a.length, b.length) + '.partial'.length).toBeLessThan(255)
    expect(a).not.toBe(b)
    expect(newCaptureName('名'.repeat(249), date).length).toBeLessThan(247)
  })
})

describe('a new capture file', () => {
  test('is never one that is there, finished or begun', async () => {
    const folder = tempFolder()
    const names = (): Iterable<string> => newCaptureFiles('message', date, folder)
    const begun = await PartialFile.beginNew(names())
    const second = await PartialFile.beginNew(names())
    await second.commit()
    const third = await PartialFile.beginNew(names())
    await begun.commit()
    const fourth = await PartialFile.beginNew(names())
    expect([begun, second, third, fourth].map((f) => f.file)).toEqual(
      [1, 2, 3, 4].map((n) => join(folder, newCaptureName('message', date, n))),
    )
    await third.discard()
    await fourth.discard()
  })
})

describe('lastCapture', () => {
  const write = async (
    folder: string,
    name: string,
    topic: string,
    readAt: string,
    records = 2,
  ): Promise<string> => {
    const chunks = records > 0 ? [chunkOf(students(0, 0, records))] : []
    const file = join(folder, name)
    await writeNdjson(
      file,
      { ...manifestOf(chunks), topics: [{ topic, settings: {}, info: null }], readAt },
      chunks,
    )
    return file
  }

  test('is the newest with messages, of the topic asked for', async () => {
    const folder = tempFolder()
    const old = await write(
      folder,
      newCaptureName('a', new Date(1000)).replace('kcap', 'ndjson'),
      'a',
      '1970-01-01T00:00:01.000Z',
    )
    const b = await write(
      folder,
      newCaptureName('b', new Date(2000)).replace('kcap', 'ndjson.gz'),
      'b',
      '1970-01-01T00:00:02.000Z',
      3,
    )
    await write(
      folder,
      newCaptureName('a', new Date(3000)).replace('kcap', 'ndjson'),
      'a',
      '1970-01-01T00:00:03.000Z',
      0,
    )
    writeFileSync(join(folder, newCaptureName('a', new Date(4000))), 'no capture')
    writeFileSync(join(folder, 'notes.txt'), 'x')
    writeFileSync(join(folder, `${newCaptureName('a', new Date(5000))}.partial`), '')
    expect(await lastCapture(['a'], folder)).toEqual({
      file: shortPath(old),
      topics: ['a'],
      messages: 2,
      readAt: '1970-01-01T00:00:01.000Z',
      cut: false,
      laterCut: null,
    })
    expect(await lastCapture(undefined, folder)).toMatchObject({ file: shortPath(b), messages: 3 })
    expect(await lastCapture(['c'], folder)).toBeNull()
  })

  test('is one that was cut short only where there is no whole one, never one that is still written', async () => {
    const folder = tempFolder()
    const names = newCaptureFiles('message', new Date(9000), folder)
    const running = new KcapWriter(await PartialFile.beginNew(names), opening)
    for (const from of [0, 3]) await running.add(chunkOf(students(0, from, from + 3)))
    expect(await lastCapture(['message'], folder)).toBeNull()
    const cut = await killedCapture(folder, 3000)
    expect(await lastCapture(['message'], folder)).toEqual({
      file: shortPath(cut),
      topics: ['message'],
      messages: 3,
      readAt: new Date(3000).toISOString(),
      cut: true,
      laterCut: null,
    })
    expect(await lastCapture(['message', 'other'], folder)).toBeNull()
    await killedCapture(folder, 1000)
    const whole = await write(
      folder,
      newCaptureName('message', new Date(2000)),
      'message',
      '1970-01-01T00:00:02.000Z',
    )
    expect(await lastCapture(['message'], folder)).toMatchObject({
      file: shortPath(whole),
      cut: false,
      laterCut: shortPath(cut),
    })
    await running.discard()
  })

  test('goes by the date of a file whose name has none', async () => {
    const folder = tempFolder()
    const [one, two] = [
      await write(folder, 'one.ndjson', 'a', '2024-01-01T00:00:00Z'),
      await write(folder, 'two.ndjson', 'a', '2024-01-02T00:00:00Z'),
    ]
    utimesSync(one, 5000, 5000)
    utimesSync(two, 4000, 4000)
    expect((await lastCapture(['a'], folder))?.file).toBe(shortPath(one))
  })

  test('is null where there is no folder', async () => {
    expect(await lastCapture(undefined, join(tempFolder(), 'none'))).toBeNull()
  })
})

describe('the offer of a capture', () => {
  const entry: CatalogEntry = {
    file: 'captures/a.kcap',
    topics: ['message'],
    messages: 1,
    readAt: '2024-12-01T08:00:00.000Z',
    cut: false,
    laterCut: null,
  }

  test.each([
    [{}, 'the last capture, 1 message of message, read 2024-12-01T08:00:00.000Z.'],
    [
      { messages: 2, topics: ['a', 'b'], cut: true },
      'the last capture, cut short at 2 messages of a, b, read 2024-12-01T08:00:00.000Z.',
    ],
    [
      { laterCut: 'captures/b.kcap.partial' },
      'the last capture, 1 message of message, read 2024-12-01T08:00:00.000Z; a later one was cut short, captures/b.kcap.partial.',
    ],
  ])('names it, its contents and its date: %j', (more, offer) => {
    expect(captureOffer({ ...entry, ...more })).toBe(
      `To work without the broker, set CARNET_REPLAY=captures/a.kcap: ${offer}`,
    )
  })
})

test('a path is as one would type it here', () => {
  expect(shortPath(join(process.cwd(), 'captures', 'a.kcap'))).toBe(join('captures', 'a.kcap'))
  expect(shortPath('/elsewhere/a.kcap')).toBe('/elsewhere/a.kcap')
})
