// Saves `n` rows into a file, and ends itself with SIGKILL when row `killAt` is asked for (never where it is -1).
// Usage: node saving-child.cjs FILE N KILL_AT. Prints what save() returned.
const { writeSync } = require('node:fs')
const path = require('node:path')
const built = path.join(__dirname, '..', '..', 'dist')
const { openStore } = require(path.join(built, 'store'))
const { Table } = require(path.join(built, 'table'))

const [file, n, killAt] = [process.argv[2], Number(process.argv[3]), Number(process.argv[4])]

const numbers = Array.from({ length: n }, (_, i) => i)
const parsed = {
  kind: 'parsed',
  schema: { name: 'numbers', fields: {} },
  rows: new Table([{ name: 'x', type: 'integer', values: numbers }]),
  origins: {
    length: n,
    *[Symbol.iterator]() {
      for (const i of numbers) {
        if (i === killAt) process.kill(process.pid, 'SIGKILL')
        yield { topic: 'message', partition: 0, offset: BigInt(i), timestamp: 1732464000000 + i, index: 0 }
      }
      // From here on the parent may kill at any moment: the commit, the checkpoint, the closing.
      writeSync(1, 'given\n')
    },
  },
  rejects: [],
  rejectCounts: new Map(),
  formats: new Map([['json', n]]),
  repairs: [],
  funnel: { read: n, parsed: n, rejected: 0, tombstones: 0, empty: 0 },
  provenance: {
    kind: 'provenance',
    topics: ['message'],
    clusterId: null,
    ranges: [{ topic: 'message', partition: 0, from: 0n, to: BigInt(n) }],
    messages: n,
    readAt: '2026-11-24T16:00:00.000Z',
    origin: 'live',
    capture: null,
  },
}

const store = openStore(file)
const saved = store.save(parsed)
store.close()
writeSync(1, JSON.stringify(saved.rows) + '\n')
