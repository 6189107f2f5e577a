// Works on a store as a user's program would, one step after the other: node fault-child.cjs FILE STEP…
// `open`, `close`; `save:FROM:TO` rows from offset FROM to TO; `append:FROM:TO` the same by a collection; `raw:FROM:TO` with
// the messages; `free:FILE` deletes a file. Prints a line of JSON a step: what it returned, or the code of its error.
const { writeSync, unlinkSync } = require('node:fs')
const path = require('node:path')
const built = path.join(__dirname, '..', '..', 'dist')
const { openStore } = require(path.join(built, 'store'))
const { openAppender } = require(path.join(built, 'store', 'appender'))
const { integer, schema, text } = require(path.join(built, 'parse', 'schema'))
const { parse } = require(path.join(built, 'parse', 'parse'))
const { encodeChunk } = require(path.join(built, 'kafka', 'encode'))
const { makeBatch } = require(path.join(built, 'source', 'batch'))

const [file, ...steps] = process.argv.slice(2)
const people = schema({ nom: text(), age: integer() }, { name: 'people' })

function batchOf(from, to) {
  const records = Array.from({ length: to - from }, (_, i) => ({
    topic: 'message',
    partition: 0,
    offset: BigInt(from + i),
    timestamp: 1732464000000 + from + i,
    timestampType: 'CreateTime',
    key: null,
    value: Buffer.from(`{"nom":"${'n'.repeat(200)}${from + i}","age":${from + i}}`),
    headers: [],
  }))
  const range = { topic: 'message', partition: 0, from: BigInt(from), to: BigInt(to) }
  return makeBatch({
    topics: ['message'],
    chunks: [encodeChunk('message', 0, records, range)],
    summary: { records: records.length },
    provenance: {
      kind: 'provenance',
      topics: ['message'],
      clusterId: 'c',
      ranges: [range],
      messages: records.length,
      readAt: '2026-11-24T16:00:00.000Z',
      origin: 'live',
      capture: null,
    },
  })
}

let store
let appender
const parsed = (from, to) => parse(batchOf(from, to), people)
const append = (from, to, raw) => {
  const options = { schema: people, clusterId: 'c', topic: 'message', raw }
  appender ??= openAppender(store, options)
  const batch = batchOf(from, to)
  return appender.append(batch, parse(batch, people)).rows
}
const work = {
  open: () => void (store = openStore(file, { patience: 200 })),
  close: () => store.close(),
  save: (from, to) => store.save(parsed(from, to)).rows,
  append: (from, to) => append(from, to, false),
  raw: (from, to) => append(from, to, true),
  free: (name) => unlinkSync(name),
}
for (const step of steps) {
  const [name, ...args] = step.split(':')
  let told
  try {
    told = work[name](...(name === 'free' ? args : args.map(Number))) ?? 'done'
  } catch (e) {
    told = e.code ?? String(e)
  }
  writeSync(1, JSON.stringify([step, told]) + '\n')
}
