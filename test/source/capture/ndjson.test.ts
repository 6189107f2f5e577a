import fc from 'fast-check'
import { createHash } from 'node:crypto'
import { appendFileSync, readFileSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { decodeChunk } from '../../../src/kafka/decode'
import { type KafkaRecord, type RecordChunk } from '../../../src/record'
import { convertCapture } from '../../../src/source/capture/convert'
import { openCapture, readCapture, readManifest } from '../../../src/source/capture/read'
import { lineOf, parseLine, recordOf } from '../../../src/source/capture/ndjson-line'
import { writeNdjson } from '../../../src/source/capture/ndjson-write'
import { anyRecords, chunkOf, chunksOf, manifestOf, record, students, tempFolder } from '../support'

const MANIFEST =
  '{"carnet":"capture","version":1,"topics":[{"topic":"message"}],"readAt":"2024-12-01T08:00:00.000Z"}'

async function read(lines: string | Buffer, name = 'a.ndjson'): Promise<KafkaRecord[]> {
  const file = join(tempFolder(), name)
  writeFileSync(file, lines)
  return (await readCapture(file)).chunks.flatMap(decodeChunk)
}

describe('a message as a line', () => {
  test("has kcat's words", () => {
    const message: KafkaRecord = {
      ...record(3, 2n ** 53n + 1n, '{"nom":"Été"}'),
      key: Buffer.from('k'),
      headers: [
        ['a', Buffer.from('é')],
        ['a', null],
        ['b', Buffer.from([0xff])],
      ],
    }
    expect(lineOf(message)).toBe(
      '{"topic":"message","partition":3,"offset":9007199254740993,"tstype":"create","ts":1733040000000,' +
        '"headers":["a","é","a",null,"b",{"b64":"/w=="}],"key":"k","payload":"{\\"nom\\":\\"Été\\"}"}',
    )
  })

  test('has base64 for bytes that are not UTF-8', () => {
    const message = { ...record(0, 1, Buffer.from([0xc3, 0x28])), timestampType: 'LogAppendTime' as const }
    expect(lineOf({ ...message, key: Buffer.from([0x80]) })).toBe(
      '{"topic":"message","partition":0,"offset":1,"tstype":"logappend","ts":1733040000000,' +
        '"key_b64":"gA==","payload_b64":"wyg="}',
    )
  })
})

describe('a line', () => {
  test('gives any message back', () => {
    fc.assert(
      fc.property(anyRecords, (records) => {
        expect(records.map((r) => recordOf(parseLine(Buffer.from(lineOf(r)))))).toEqual(records)
      }),
      { numRuns: 300 },
    )
  })
})

describe('reading lines', () => {
  const line = '{"topic":"message","partition":0,"offset":1,"key":null,"payload":"x"}'

  test('takes the output of kcat -J, without manifest', async () => {
    const file = join(tempFolder(), 'kcat.json')
    const ts = new Date('2024-12-24T00:00:00Z')
    writeFileSync(
      file,
      '{"topic":"t","partition":2,"offset":7,"tstype":"create","ts":1733040000000,"broker":1,"headers":["h","v","h",null],"key":"k","payload":""}\r\n' +
        '\n' +
        '{"topic":"t","partition":0,"offset":9007199254740993,"tstype":"logappend","ts":5,"broker":1,"key":null,"payload":null}\n' +
        '{"topic":"t","partition":0,"offset":3,"tstype":"unknown","ts":0,"broker":1,"headers":{"a":["1",null],"b":[]},"key":"","payload":"p"}',
    )
    utimesSync(file, ts, ts)
    const { manifest, chunks, form } = await readCapture(file)
    expect(form).toBe('ndjson')
    expect(chunks.flatMap(decodeChunk)).toEqual([
      {
        ...record(2, 7, ''),
        topic: 't',
        key: Buffer.from('k'),
        headers: [
          ['h', Buffer.from('v')],
          ['h', null],
        ],
      },
      {
        ...record(0, 3, 'p'),
        topic: 't',
        timestamp: -1,
        key: Buffer.alloc(0),
        headers: [
          ['a', Buffer.from('1')],
          ['a', null],
        ],
      },
      { ...record(0, 2n ** 53n + 1n, null), topic: 't', timestamp: 5, timestampType: 'LogAppendTime' },
    ])
    expect(manifest).toMatchObject({
      topics: [{ topic: 't' }],
      clusterId: null,
      readAt: '2024-12-24T00:00:00.000Z',
    })
    expect(manifest.summary).toMatchObject({
      records: 3,
      missing: 2 ** 53 - 3 + 1 - 1 + 1 - 1,
      ranges: [
        { topic: 't', partition: 0, from: 3n, to: 2n ** 53n + 2n },
        { topic: 't', partition: 2, from: 7n, to: 8n },
      ],
    })
    expect(manifest.summary.notes.join()).toContain('the date is that of the file')
  })

  test('gives back the raw bytes that kcat writes into its JSON', async () => {
    const bytes = Buffer.concat([
      Buffer.from('{"topic":"message","partition":0,"offset":1,"headers":["é","'),
      Buffer.from([0xfe]),
      Buffer.from('"],"key":"é","payload":"\\u0000\\n'),
      Buffer.from([0xe8, 0xff]),
      Buffer.from('"}\n'),
    ])
    expect(await read(bytes)).toEqual([
      {
        ...record(0, 1, Buffer.from([0, 10, 0xe8, 0xff])),
        timestamp: -1,
        key: Buffer.from('é'),
        headers: [['é', Buffer.from([0xfe])]],
      },
    ])
  })

  test('takes a byte order mark, and gzip by its bytes whatever the name', async () => {
    expect(await read(`\ufeff${MANIFEST}\n${line}\n`)).toHaveLength(1)
    expect(await read(gzipSync(`${MANIFEST}\n${line}\n`), 'a.ndjson')).toHaveLength(1)
  })

  test('a manifest with no message is an empty capture', async () => {
    const file = join(tempFolder(), 'a.ndjson')
    writeFileSync(file, MANIFEST)
    const capture = await readCapture(file)
    expect(capture.chunks).toEqual([])
    expect(capture.manifest.summary).toMatchObject({ records: 0, ranges: [], notes: [] })
  })

  test('holds several topics, those of the manifest first', async () => {
    const file = join(tempFolder(), 'a.ndjson')
    const [ours, other] = [record(0, 1, 'ours'), { ...record(0, 1, 'theirs'), topic: 'other' }]
    writeFileSync(file, [MANIFEST, lineOf(other), lineOf(ours)].join('\n'))
    const { manifest, chunks } = await readCapture(file)
    expect(manifest.topics.map((t) => t.topic)).toEqual(['message', 'other'])
    expect(manifest.summary.ranges.map((r) => r.topic)).toEqual(['message', 'other'])
    expect(chunks.flatMap(decodeChunk)).toEqual([other, ours])
  })

  test('what was edited counts, and the manifest gets a note', async () => {
    const file = join(tempFolder(), 'a.ndjson')
    const chunks = [chunkOf(students(0, 0, 5), 8n)]
    await writeNdjson(file, manifestOf(chunks), chunks)
    writeFileSync(
      file,
      readFileSync(file, 'utf8')
        .split('\n')
        .filter((_, i) => i !== 3)
        .join('\n'),
    )
    const { manifest } = await readCapture(file)
    expect(manifest.summary).toMatchObject({
      records: 4,
      missing: 4,
      ranges: [{ partition: 0, from: 0n, to: 8n }],
      notes: ['The manifest speaks of 5 messages, the file holds 4: the file counts.'],
    })
  })

  test.each([
    ['{"topic":"message"', 'at character 19, the text ends where "," or "}" is expected'],
    ['[1]', 'it is no JSON object'],
    ['{"partition":0,"offset":1,"payload":null,"key":null}', 'it has no "topic"'],
    [line.replace('"partition":0,', ''), 'it has no "partition"'],
    [line.replace('"partition":0', '"partition":-1'), '"partition" is no whole number from 0'],
    [line.replace('"partition":0', '"partition":2147483648'), '"partition" is no whole number from 0'],
    [line.replace('"offset":1,', ''), 'it has no "offset"'],
    [line.replace('"offset":1', '"offset":-1'), '"offset" is no whole number from 0'],
    [line.replace('"offset":1', '"offset":1.5'), '"offset" is no whole number from 0'],
    [line.replace('"offset":1', '"offset":9223372036854775808'), '"offset" is no whole number from 0'],
    [line.replace('"payload"', '"payloat"'), 'it has neither "payload" nor "payload_b64"'],
    [line.replace('"x"', '{}'), '"payload" is not text'],
    [line.replace('"payload"', '"payload_b64"'), '"payload_b64" is not base64'],
    [line.replace('"key":null', '"key":"a","key_b64":"YQ=="'), 'it has both "key" and "key_b64"'],
    [line.replace('"key"', '"headers":["a"],"key"'), '"headers" is no list of names and values'],
    [line.replace('"key"', '"headers":[1,"a"],"key"'), 'a name in "headers" is not text'],
    [
      line.replace('"key"', '"headers":["a",1],"key"'),
      'a value in "headers" is neither text, null nor {"b64": …}',
    ],
    [line.replace('"key"', '"ts":"now","key"'), '"ts" is no whole number of milliseconds'],
    [line.replace('"key"', '"tstype":"x","key"'), '"tstype" is none of create, logappend, unknown'],
    [line.replace('"offset":1', '"offset":0'), 'line 2 has the same partition and offset'],
    [MANIFEST, 'a manifest is the first line of a capture'],
  ])('%s is told with its line', async (bad, reason) => {
    const first = line.replace('"offset":1', '"offset":0')
    await expect(read(`${MANIFEST}\n${first}\n\n${bad}\n`)).rejects.toMatchObject({
      code: 'CAPTURE_LINE_INVALID',
      details: { line: 4, reason },
    })
  })

  test('raw bytes beside escapes beyond ASCII cannot be told apart', async () => {
    const bad = Buffer.concat([
      Buffer.from(line.replace('"x"', '"\\u00e9')),
      Buffer.from([0xff]),
      Buffer.from('"}'),
    ])
    await expect(read(bad.subarray(0, -1))).rejects.toMatchObject({ code: 'CAPTURE_LINE_INVALID' })
  })

  test.each([
    ['{"carnet":"capture","version":2}', 'CAPTURE_NEWER', /version 2/],
    ['{"carnet":"capture"}', 'CAPTURE_NEWER', /version missing/],
    ['{"carnet":"capture","version":1}', 'CAPTURE_MANIFEST_INVALID', /no "topics"/],
    ['{"carnet":"capture","version":1,"topics":3}', 'CAPTURE_MANIFEST_INVALID', /"topics" is 3, not a list/],
    [
      '{"carnet":"capture","version":1,"topics":[{}]}',
      'CAPTURE_MANIFEST_INVALID',
      /"topics" is \{\}, not a topic/,
    ],
    [
      '{"carnet":"capture","version":1,"readAt":"hier"}',
      'CAPTURE_MANIFEST_INVALID',
      /"readAt" is hier, not a date/,
    ],
    ['{"carnet":"capture","version":1,"records":-1}', 'CAPTURE_MANIFEST_INVALID', /"records" is -1/],
    [
      '{"carnet":"capture","version":1,"ranges":[{"topic":"t","partition":0,"from":"2","to":"1"}],"records":0}',
      'CAPTURE_MANIFEST_INVALID',
      /"ranges" is/,
    ],
    [
      '{"carnet":"capture","version":1,"ranges":[{"partition":0,"from":"0","to":"1"}],"records":0}',
      'CAPTURE_MANIFEST_INVALID',
      /"ranges" is/,
    ],
    [
      '{"carnet":"capture","version":1,"ranges":[],"records":0,"stop":"x"}',
      'CAPTURE_MANIFEST_INVALID',
      /"stop" is x/,
    ],
    [
      '{"carnet":"capture","version":1,"topics":[{"topic":"t","settings":[1]}]}',
      'CAPTURE_MANIFEST_INVALID',
      /"topics.settings" is \[1\]/,
    ],
    [
      '{"carnet":"capture","version":1,"topics":[{"topic":"t","info":{"partitions":"x"}}]}',
      'CAPTURE_MANIFEST_INVALID',
      /topics.info.partitions/,
    ],
  ])('the manifest %s is refused', async (manifest, code, what) => {
    await expect(read(manifest)).rejects.toMatchObject({ code, what: expect.stringMatching(what) as string })
  })

  test('a gzip stream with wrong bytes is damaged', async () => {
    const bytes = gzipSync(`${MANIFEST}\n${line}\n`)
    bytes[bytes.length - 6] ^= 1
    await expect(read(bytes)).rejects.toMatchObject({ code: 'CAPTURE_DAMAGED' })
  })

  test('a line of 5 MB is one line', async () => {
    const [message] = await read(`${MANIFEST}\n${lineOf(record(0, 0, 'x'.repeat(5_000_000)))}\n`)
    expect(message.value).toHaveLength(5_000_000)
  })
})

describe('the order of lines', () => {
  const two = [...students(0, 3, 30), ...students(1, 0, 20)]
  const chunksIn = async (lines: readonly string[]): Promise<RecordChunk[]> => {
    const file = join(tempFolder(), 'a.ndjson')
    writeFileSync(file, lines.join('\n'))
    return [...(await readCapture(file)).chunks]
  }
  const sorted = (chunks: readonly RecordChunk[]): KafkaRecord[] =>
    chunks.flatMap(decodeChunk).sort((a, b) => a.partition - b.partition || Number(a.offset - b.offset))

  test('of one partition among others may be any', async () => {
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray(two, { minLength: 1 }), async (records) => {
        const ours = [...records].sort((a, b) => a.partition - b.partition || Number(a.offset - b.offset))
        expect(sorted(await chunksIn(records.map(lineOf)))).toEqual(ours)
        // As kcat prints them: partitions in turn, each in its order.
        const turns = [...ours].sort((a, b) => Number(a.offset - b.offset))
        expect(sorted(await chunksIn([MANIFEST, ...turns.map(lineOf)]))).toEqual(ours)
      }),
      { numRuns: 20 },
    )
  })

  test('counts a message that is there twice as a fault, in order or not', async () => {
    for (const lines of [two, [...two].reverse()]) {
      const twice = [...lines, lines[5]].map(lineOf)
      await expect(read(twice.join('\n'))).rejects.toMatchObject({
        code: 'CAPTURE_LINE_INVALID',
        details: { line: twice.length, reason: 'line 6 has the same partition and offset' },
      })
    }
  })

  test('a file that is too large to be kept is read from the disk again, each time the same', async () => {
    const file = join(tempFolder(), 'large.ndjson.gz')
    const records = Array.from({ length: 50 }, (_, i) => record(i % 3, i, Buffer.alloc(1 << 20, `${i} `)))
    const ranges = [0, 1, 2].map((partition) => ({ topic: 'message', partition, from: 0n, to: 60n }))
    const chunks = records.map((r) => chunkOf([r]))
    await writeNdjson(file, manifestOf(chunks, { ranges, missing: 130 }), chunks)
    const capture = await openCapture(file)
    for (let pass = 0; pass < 2; pass++) {
      const offsets: bigint[] = []
      const ends = new Map<number, bigint>([0, 1, 2].map((p) => [p, 0n]))
      for await (const chunk of capture.chunks()) {
        // The chunks of a partition follow each other, from the beginning of what was read to its end.
        expect(chunk.from).toBe(ends.get(chunk.partition))
        ends.set(chunk.partition, chunk.to)
        for (const r of decodeChunk(chunk)) {
          offsets.push(r.offset)
          expect(r.value?.subarray(0, 4).toString().startsWith(`${r.offset} `)).toBe(true)
        }
      }
      expect(offsets.sort((a, b) => Number(a - b))).toEqual(records.map((r) => r.offset))
      expect([...ends.values()]).toEqual([60n, 60n, 60n])
    }
    expect(capture.manifest.summary).toMatchObject({ records: 50, missing: 130, notes: [] })
    expect(await capture.sha256()).toBe(createHash('sha256').update(readFileSync(file)).digest('hex'))
    await capture.close()
  })

  test.each(['a.kcap', 'a.ndjson', 'a.ndjson.gz'])('%s is read until a signal ends it', async (name) => {
    const [lines, file] = ['b.ndjson', name].map((n) => join(tempFolder(), n))
    const chunks = [chunkOf(students(0, 0, 3)), chunkOf(students(1, 0, 3))]
    await writeNdjson(lines, manifestOf(chunks), chunks)
    await convertCapture(lines, file)
    const stop = new AbortController()
    const capture = await openCapture(file, { signal: stop.signal })
    stop.abort()
    await expect(capture.sha256()).rejects.toMatchObject({ name: 'AbortError' })
    await expect(openCapture(file, { signal: stop.signal })).rejects.toMatchObject({ name: 'AbortError' })
    await capture.close()
  })

  test('what is added to a file while it is read does not count', async () => {
    const file = join(tempFolder(), 'a.ndjson')
    writeFileSync(file, students(0, 0, 3).map(lineOf).join('\n') + '\n')
    const capture = await openCapture(file)
    appendFileSync(file, lineOf(record(0, 9, 'late')) + '\n')
    const records: KafkaRecord[] = []
    for await (const chunk of capture.chunks()) records.push(...decodeChunk(chunk))
    expect(records).toEqual(students(0, 0, 3))
    await capture.close()
  })
})

describe('a file of lines that was cut short', () => {
  const lines = students(0, 0, 12).map(lineOf)
  const text = [MANIFEST, ...lines].join('\n') + '\n'

  test('gives its whole lines and a note, wherever it was cut', async () => {
    const file = join(tempFolder(), 'cut.ndjson')
    const wholeOf = (length: number): number =>
      Buffer.from(text)
        .subarray(0, length + 1)
        .toString()
        .split('\n').length - 2
    for (let length = MANIFEST.length; length < text.length; length += length % 50 ? 7 : 1) {
      writeFileSync(file, Buffer.from(text).subarray(0, length))
      const { manifest, chunks } = await readCapture(file)
      const whole = wholeOf(length)
      expect(chunks.flatMap(decodeChunk)).toEqual(students(0, 0, whole))
      const cut = text[length - 1] !== '\n' && text[length] !== '\n'
      expect(manifest.summary).toMatchObject({
        records: whole,
        stop: cut ? 'interrupted' : 'end',
        notes: cut
          ? [`The capture was cut short in the middle of line ${whole + 2}: the lines before it are whole.`]
          : [],
      })
    }
  })

  test.each(['tr', '"\\u00', '1.', '-', '[{"b64', '"a', '{"a":', '{"a":nul', '"\xe9'])(
    'ends in %s',
    async (end) => {
      const bytes = Buffer.from(`${lines[0]}\n{"topic":"message","x":${end}`, 'latin1')
      expect(await read(bytes)).toHaveLength(1)
    },
  )

  test('is no excuse for a line that is wrong before its end', async () => {
    await expect(read(`${lines[0]}\n{"topic":,"partition"`)).rejects.toMatchObject({
      code: 'CAPTURE_LINE_INVALID',
    })
    await expect(read(`${lines[0]}\n{"topic"\n`)).rejects.toMatchObject({ code: 'CAPTURE_LINE_INVALID' })
  })

  test('gives what is there of a gzip stream', async () => {
    const file = join(tempFolder(), 'cut.ndjson.gz')
    const packed = gzipSync(text, { level: 0 })
    for (const length of [packed.length - 1, packed.length - 9, packed.length - 300]) {
      writeFileSync(file, packed.subarray(0, length))
      const { manifest, chunks } = await readCapture(file)
      const records = chunks.flatMap(decodeChunk)
      expect(records).toEqual(students(0, 0, records.length))
      expect(records.length).toBeGreaterThan(8)
      expect(manifest.summary).toMatchObject({ records: records.length, stop: 'interrupted' })
      expect(manifest.summary.notes.join()).toContain('The capture was cut short')
    }
    writeFileSync(file, packed.subarray(0, 12))
    await expect(readCapture(file)).rejects.toMatchObject({ code: 'CAPTURE_CUT' })
  })
})

describe('converting', () => {
  test.each(['.ndjson', '.ndjson.gz'])(
    'kcap → %s → kcap gives the same messages and manifest',
    async (ending) => {
      const folder = tempFolder()
      const [first, kcap, lines, again] = ['0.ndjson', 'a.kcap', `b${ending}`, 'c.kcap'].map((n) =>
        join(folder, n),
      )
      await fc.assert(
        fc.asyncProperty(anyRecords, async (records) => {
          const chunks = chunksOf(records)
          const manifest = manifestOf(chunks, { notes: ['ü'] })
          await writeNdjson(first, manifest, chunks)
          for (const [from, to] of [
            [first, kcap],
            [kcap, lines],
            [lines, again],
          ])
            await convertCapture(from, to)
          for (const file of [first, kcap, lines, again]) {
            const capture = await readCapture(file)
            expect(capture.chunks.flatMap(decodeChunk)).toEqual(records)
            expect(capture.manifest).toEqual(manifest)
            expect(await readManifest(file)).toEqual(manifest)
          }
        }),
        { numRuns: 4 },
      )
    },
  )

  test('keeps the offsets around the messages, and many chunks in order', async () => {
    const folder = tempFolder()
    const [lines, kcap] = ['a.ndjson.gz', 'b.kcap'].map((n) => join(folder, n))
    const chunks = [chunkOf(students(1, 0, 12_000), 12_500n), chunkOf(students(0, 3, 5), 9n)]
    const manifest = manifestOf(chunks)
    await writeNdjson(lines, manifest, chunks)
    expect(gunzipSync(readFileSync(lines)).toString().split('\n')).toHaveLength(12_004)
    await convertCapture(lines, kcap)
    const capture = await readCapture(kcap)
    expect(capture.manifest).toEqual(manifest)
    expect(capture.chunks.map(({ partition, from, to }) => [partition, from, to])).toEqual([
      [1, 0n, 5000n],
      [1, 5000n, 10_000n],
      [1, 10_000n, 12_500n],
      [0, 3n, 9n],
    ])
  })

  test('says when a name tells no form', async () => {
    await expect(convertCapture('a.kcap', 'b.json')).rejects.toMatchObject({ code: 'CAPTURE_TARGET_UNKNOWN' })
  })
})
