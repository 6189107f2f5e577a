import fc from 'fast-check'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { decodeChunk } from '../../../src/kafka/decode'
import { type RecordChunk } from '../../../src/record'
import { type OpenCapture } from '../../../src/source/capture/capture'
import { KcapWriter } from '../../../src/source/capture/kcap-write'
import { type Manifest } from '../../../src/source/capture/manifest'
import { PartialFile } from '../../../src/source/capture/partial-file'
import { openCapture, readCapture, readManifest } from '../../../src/source/capture/read'
import { anyRecords, chunkOf, chunksOf, manifestOf, opening, students, tempFolder } from '../support'
import { endedPid, frameEnds, writtenBy } from './killed'

async function writeKcap(file: string, chunks: readonly RecordChunk[], manifest: Manifest): Promise<string> {
  const writer = new KcapWriter(await PartialFile.begin(file), manifest)
  for (const chunk of chunks) await writer.add(chunk)
  return writer.finish(manifest)
}

async function gathered(capture: OpenCapture): Promise<RecordChunk[]> {
  const all: RecordChunk[] = []
  for await (const chunk of capture.chunks()) all.push(chunk)
  return all
}

const chunks: RecordChunk[] = [
  { ...chunkOf(students(1, 5, 9), 12n), aborted: [{ producerId: 7n, firstOffset: 2n ** 60n }] },
  chunkOf(students(0, 0, 3)),
  chunkOf(students(1, 12, 14)),
]
const manifest = manifestOf(chunks, { control: 1, notes: ['é "quoted"'] })

describe('a .kcap file', () => {
  test('gives back manifest and chunks byte for byte, as they came, and its own SHA-256', async () => {
    const file = join(tempFolder(), 'deep', 'er', 'a.kcap')
    const sha256 = await writeKcap(file, chunks, manifest)
    const capture = await readCapture(file)
    expect(capture).toEqual({ file, form: 'kcap', manifest, chunks, sha256 })
    expect(sha256).toBe(createHash('sha256').update(readFileSync(file)).digest('hex'))
    expect(await readManifest(file)).toEqual(manifest)
  })

  test('is read a chunk at a time, as often as one likes, and by several at once', async () => {
    const file = join(tempFolder(), 'a.kcap')
    const sha256 = await writeKcap(file, chunks, manifest)
    const capture = await openCapture(file)
    expect(capture).toMatchObject({ file, form: 'kcap', state: 'whole', manifest })
    for await (const first of capture.chunks()) {
      expect(first).toEqual(chunks[0])
      break
    }
    const all = (): Promise<RecordChunk[]> => gathered(capture)
    expect(await Promise.all([all(), all()])).toEqual([chunks, chunks])
    expect(await capture.sha256()).toBe(sha256)
    await capture.close()
    await expect(all()).rejects.toMatchObject({ code: 'CAPTURE_UNREADABLE' })
  })

  test('can hold no messages at all', async () => {
    const file = join(tempFolder(), 'empty.kcap')
    await writeKcap(file, [], manifestOf([]))
    expect(await readCapture(file)).toMatchObject({ chunks: [], manifest: { summary: { records: 0 } } })
  })

  test('has its name only when it is whole', async () => {
    const file = join(tempFolder(), 'a.kcap')
    const writer = new KcapWriter(await PartialFile.begin(file), opening)
    await writer.add(chunks[0])
    expect([existsSync(file), existsSync(`${file}.partial`)]).toEqual([false, true])
    await writer.finish(manifest)
    expect([existsSync(file), existsSync(`${file}.partial`)]).toEqual([true, false])
  })

  test('says who writes it as long as it is not whole', async () => {
    const file = join(tempFolder(), 'a.kcap')
    const writer = new KcapWriter(await PartialFile.begin(file), opening)
    for (const chunk of chunks.slice(0, 2)) await writer.add(chunk)
    const growing = await openCapture(`${file}.partial`)
    expect(growing).toMatchObject({
      state: 'growing',
      manifest: { ...opening, summary: { stop: 'interrupted' } },
    })
    expect(growing.manifest.summary.notes[0]).toMatch(
      /^The capture is still being written: \d+ of its \d+ bytes/,
    )
    await growing.close()
    // As if another process, which has ended, had written it.
    const bytes = readFileSync(`${file}.partial`).toString('latin1')
    expect(bytes).toContain(`"writer":{"pid":${process.pid},`)
    const left = join(tempFolder(), 'b.kcap.partial')
    writeFileSync(left, writtenBy(endedPid(), readFileSync(`${file}.partial`)))
    const cut = await openCapture(left)
    expect(cut.state).toBe('cut')
    // The last one may be on its way to the disk still.
    expect([chunks.slice(0, 1), chunks.slice(0, 2)]).toContainEqual(await gathered(cut))
    await cut.close()
    await writer.finish(manifest)
    expect(readFileSync(file).toString('latin1')).not.toContain('"writer"')
  })

  test('leaves nothing when it is given up', async () => {
    const file = join(tempFolder(), 'a.kcap')
    const writer = new KcapWriter(await PartialFile.begin(file), opening)
    await writer.add(chunks[0])
    await writer.discard()
    expect([existsSync(file), existsSync(`${file}.partial`)]).toEqual([false, false])
  })

  test('the same read gives the same bytes', async () => {
    const folder = tempFolder()
    const [a, b] = ['a.kcap', 'b.kcap'].map((n) => join(folder, n))
    await writeKcap(a, chunks, manifest)
    await writeKcap(b, chunks, manifest)
    expect(readFileSync(a).equals(readFileSync(b))).toBe(true)
  })

  test('keeps any message', async () => {
    const folder = tempFolder()
    await fc.assert(
      fc.asyncProperty(anyRecords, async (records) => {
        const file = join(folder, 'any.kcap')
        const written = chunksOf(records)
        await writeKcap(file, written, manifestOf(written))
        const read = await readCapture(file)
        expect(read.chunks).toEqual(written)
        expect(read.chunks.flatMap(decodeChunk)).toEqual(records)
      }),
      { numRuns: 10 },
    )
  })
})

describe('a .kcap file that was cut short', () => {
  test('gives its whole chunks and a note, wherever it was cut', async () => {
    const folder = tempFolder()
    const whole = join(folder, 'whole.kcap')
    await writeKcap(whole, chunks, manifest)
    const bytes = readFileSync(whole)
    const ends = [...frameEnds(bytes), bytes.length]
    const file = join(folder, 'cut.kcap.partial')
    const everywhere = Array.from({ length: bytes.length }, (_, length) => length)
    const nearEnd = (length: number): boolean => ends.some((end) => Math.abs(end - length) <= 2)
    // Each byte of the parts that are alike would only cost time: those around the frames' ends, and every 13th.
    for (const length of everywhere.filter((n) => n < 12 || n % 13 === 0 || nearEnd(n))) {
      writeFileSync(file, bytes.subarray(0, length))
      const frames = ends.filter((end) => end <= length).length
      if (frames === 0) {
        await expect(readCapture(file)).rejects.toMatchObject({ code: 'CAPTURE_CUT' })
        continue
      }
      const capture = await readCapture(file)
      const kept = Math.min(frames - 1, chunks.length)
      expect(capture.chunks).toEqual(chunks.slice(0, kept))
      if (frames > chunks.length + 1) expect(capture.manifest).toEqual(manifest)
      else {
        const { summary, ...rest } = capture.manifest
        expect(rest).toEqual(opening)
        expect(summary).toMatchObject({
          stop: 'interrupted',
          records: capture.chunks.flatMap(decodeChunk).length,
          notes: [`The capture was cut short: ${ends[frames - 1]} of its ${length} bytes are whole.`],
        })
        if (kept === 1)
          expect(summary.ranges).toEqual([{ topic: 'message', partition: 1, from: 5n, to: 12n }])
      }
      expect(await readManifest(file)).toEqual(capture.manifest)
    }
  })

  test('may end in bytes that the disk never got', async () => {
    const folder = tempFolder()
    const whole = join(folder, 'whole.kcap')
    await writeKcap(whole, chunks, manifest)
    const ends = frameEnds(readFileSync(whole))
    const file = join(folder, 'cut.kcap')
    for (const junk of [
      Buffer.alloc(1000),
      Buffer.alloc(1000, 0xff),
      Buffer.from('C' + '\0'.repeat(200), 'latin1'),
    ]) {
      writeFileSync(file, Buffer.concat([readFileSync(whole).subarray(0, ends[1]), junk]))
      const capture = await readCapture(file)
      expect(capture.chunks).toEqual(chunks.slice(0, 1))
      expect(capture.manifest.summary.notes[0]).toContain('cut short')
    }
  })
})

describe('a .kcap file that is wrong', () => {
  test('is refused wherever a bit of a complete one is changed', async () => {
    const folder = tempFolder()
    const whole = join(folder, 'whole.kcap')
    await writeKcap(whole, chunks.slice(0, 1), manifest)
    const bytes = readFileSync(whole)
    const file = join(folder, 'bad.kcap')
    // The last 8 bytes make the file a complete one: without them it counts as cut.
    for (let i = 0; i < bytes.length - 8; i += i < 12 ? 1 : 9) {
      const bad = Buffer.from(bytes)
      bad[i] ^= 0x10
      writeFileSync(file, bad)
      const code = i < 7 ? 'CAPTURE_FORM_UNKNOWN' : i === 7 ? 'CAPTURE_NEWER' : 'CAPTURE_DAMAGED'
      await expect(readCapture(file), `byte ${i}`).rejects.toMatchObject({ code })
    }
  })

  test.each([
    ['a folder', (f: string) => f, 'CAPTURE_UNREADABLE'],
    ['no regular file', () => '/dev/null', 'CAPTURE_UNREADABLE'],
    ['no file', (f: string) => join(f, 'none.kcap'), 'CAPTURE_MISSING'],
    [
      'an empty file',
      (f: string) => {
        writeFileSync(join(f, 'a'), '')
        return join(f, 'a')
      },
      'CAPTURE_CUT',
    ],
    [
      'another file',
      (f: string) => {
        writeFileSync(join(f, 'a'), 'Filière;Nombre\nBiologie;3\n')
        return join(f, 'a')
      },
      'CAPTURE_FORM_UNKNOWN',
    ],
  ])('%s', async (_what, make, code) => {
    await expect(readCapture(make(tempFolder()))).rejects.toMatchObject({ code })
  })
})

describe('writing where it cannot be', () => {
  test('names the file and the reason', async () => {
    const folder = tempFolder()
    writeFileSync(join(folder, 'taken'), '')
    const file = join(folder, 'taken', 'a.kcap')
    await expect(PartialFile.begin(file)).rejects.toMatchObject({
      code: 'CAPTURE_NOT_WRITTEN',
      details: { file, reason: expect.stringMatching(/ENOTDIR|EEXIST/) as string },
    })
  })
})
