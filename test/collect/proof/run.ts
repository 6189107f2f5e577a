// npm run kill -- --kills 200 --messages 100000 --seed 1 [--raw]
// npm run soak -- --minutes 20 --rate 2000 --seed 1
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { parseArgs } from 'node:util'
import { type Proving, startProving } from './broker'
import { type Comparison } from './comparison'
import { killRun } from './kills'
import { soak } from './soak'

const say = (line: string): void => void process.stderr.write(`${line}\n`)
const print = (line: string): void => void process.stdout.write(`${line}\n`)

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    kills: { type: 'string', default: '200' },
    messages: { type: 'string', default: '100000' },
    minutes: { type: 'string', default: '20' },
    rate: { type: 'string', default: '2000' },
    seed: { type: 'string', default: '1' },
    raw: { type: 'boolean', default: false },
  },
})

/** Runs with a broker and a folder of its own; both are gone in the end. */
async function within(work: (proving: Proving, folder: string) => Promise<boolean>): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), 'carnet-proof-'))
  try {
    const proving = await startProving()
    try {
      return await work(proving, folder)
    } finally {
      await proving.end()
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const whole = (n: number): string => Math.round(n).toLocaleString('en-US')

function findings(name: string, c: Comparison): string {
  const counts = `${whole(c.messages)} messages: ${whole(c.rows)} rows, ${whole(c.rejects)} rejects, ${whole(c.tombstones)} tombstones, ${whole(c.empties)} empty, ${whole(c.raw)} kept as they came`
  const faults = c.faults.map((fault) => `\n  ${fault}`).join('')
  return `${name}: ${counts}; ${c.lost} lost, ${c.surplus} twice or too much, ${c.faults.length} faults${faults}`
}

/** `median 512, at most 890 ms (12 times)` */
function spread(ms: readonly number[]): string {
  const sorted = [...ms].sort((a, b) => a - b)
  if (sorted.length === 0) return 'never'
  return `median ${whole(sorted[sorted.length >> 1])} ms, at most ${whole(sorted[sorted.length - 1])} ms (${sorted.length} times)`
}

const jobs: Readonly<Record<string, (proving: Proving, folder: string) => Promise<boolean>>> = {
  kill: async (proving, folder) => {
    const started = performance.now()
    const report = await killRun({
      ...proving,
      topic: 'killed',
      file: join(folder, 'killed.db'),
      messages: Number(values.messages),
      kills: Number(values.kills),
      partitions: 3,
      raw: values.raw,
      seed: Number(values.seed),
      say,
    })
    const moments = Object.entries(report.kills).map(([moment, n]) => `${n} ${moment}`)
    const kills = Object.values(report.kills).reduce((a, b) => a + b, 0)
    print(
      `${kills} kills (${moments.join(', ')}) in ${whole((performance.now() - started) / 1000)} s, seed ${values.seed}`,
    )
    const { begun, whole: committed, nothing } = report.left
    print(
      `left in the log: ${begun} times a transaction that had begun, ${committed} times whole ones, ${nothing} times nothing`,
    )
    print(`broker: ${report.brokerRestarts} restart, ${report.brokerKills} kill`)
    print(findings('found', report))
    print(`from a start to the first commit: ${spread(report.resumed)}`)
    return report.faults.length === 0
  },
  soak: async (proving, folder) => {
    const report = await soak({
      ...proving,
      folder,
      minutes: Number(values.minutes),
      rate: Number(values.rate),
      seed: Number(values.seed),
      say,
    })
    const { memory, full } = report
    print(
      `${whole(report.sent)} messages in ${whole(report.seconds)} s (${whole(report.sentAgain)} sent again), seed ${values.seed}`,
    )
    print(
      `broker: ${report.brokerRestarts} restarts, ${report.brokerKills} kills; collector: ${report.collectorKills} kills, ${report.collectorStops} stops`,
    )
    const found = { lasting: report.lasting, killed: report.killed, 'at full speed': full }
    for (const [name, comparison] of Object.entries(found)) print(findings(name, comparison))
    print(`from a start after a kill to the first commit: ${spread(report.resumed)}`)
    print(
      `memory of the one that lived: ${memory.early} MiB in the second quarter, ${memory.late} MiB in the last, at most ${memory.most} MiB`,
    )
    print(
      `at full speed: ${whole(full.messagesPerSecond)} messages and ${whole(full.rowsPerSecond)} rows a second, start and end included (${full.seconds.toFixed(1)} s), at most ${full.memory} MiB`,
    )
    print(
      `the file grows by ${whole(full.bytesPerMessage)} MB a million messages, with raw messages by ${whole(report.bytesPerRawMessage)} MB`,
    )
    // A tenth, and what the collector of garbage leaves now and then.
    const isFlat = memory.late <= memory.early * 1.1 + 16
    if (!isFlat) print('the memory grew')
    return isFlat && Object.values(found).every((c) => c.faults.length === 0)
  },
}

const job = jobs[positionals[0] ?? '']
if (!job) throw new Error(`kill or soak, not ${positionals.join(' ')}`)
within(job).then(
  (ok) => {
    print(ok ? 'nothing lost, nothing twice' : 'NOT AS IT MUST BE')
    process.exitCode = ok ? 0 : 1
  },
  (e: unknown) => {
    say(e instanceof Error ? (e.stack ?? e.message) : String(e))
    process.exitCode = 1
  },
)
