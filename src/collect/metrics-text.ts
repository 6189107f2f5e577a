import { type CollectProgress, type CollectState } from './progress'

/** What is measured. */
export interface MetricsSubject {
  readonly topic: string
  /** The name of the schema, which is that of the table. */
  readonly schema: string
}

/** What the process itself uses. */
export interface ProcessUsage {
  /** Bytes. */
  readonly resident: number
  /** Of user and system, since the process began. */
  readonly cpuSeconds: number
  /** When the process began, seconds since 1970. */
  readonly started: number
}

/** The media type of `metricsText`. */
export const METRICS_TYPE = 'text/plain; version=0.0.4; charset=utf-8'

interface Sample {
  readonly labels?: Readonly<Record<string, string>>
  readonly value: number | bigint
}

const STATES: Readonly<Record<CollectState, true>> = {
  reading: true,
  waiting: true,
  unreachable: true,
  stopped: true,
}

/**
 * Progress in Prometheus' text format 0.0.4 (https://prometheus.io/docs/instrumenting/exposition_formats/): a family for
 * each figure. Of a collection that has made no progress yet there are the figures of its process alone.
 */
export function metricsText(
  subject: MetricsSubject,
  progress: CollectProgress | null,
  usage: ProcessUsage,
): string {
  return (
    (progress ? collectionText(subject, progress) : '') +
    family('process_resident_memory_bytes', 'gauge', 'Resident memory size in bytes.', [
      { value: usage.resident },
    ]) +
    family('process_cpu_seconds_total', 'counter', 'Total user and system CPU time spent in seconds.', [
      { value: usage.cpuSeconds },
    ]) +
    family('process_start_time_seconds', 'gauge', 'Start time of the process since unix epoch in seconds.', [
      { value: usage.started },
    ])
  )
}

function collectionText({ topic, schema }: MetricsSubject, progress: CollectProgress): string {
  const of = (name: string, type: 'counter' | 'gauge', help: string, samples: readonly Sample[]): string =>
    family(
      `carnet_collect_${name}`,
      type,
      help,
      samples.map(({ labels, value }) => ({ labels: { topic, schema, ...labels }, value })),
    )
  const each = (value: (position: CollectProgress['positions'][number]) => bigint): Sample[] =>
    progress.positions.map((p) => ({ labels: { partition: String(p.partition) }, value: value(p) }))
  return [
    of('messages_total', 'counter', 'Messages stored since the collection began.', [
      { value: progress.messages },
    ]),
    of('rows_total', 'counter', 'Rows that the messages became.', [{ value: progress.rows }]),
    of('rejects_total', 'counter', 'Messages, or rows within one, that could not become rows.', [
      { value: progress.rejects },
    ]),
    of('bytes_total', 'counter', 'Bytes of record batches, as the brokers keep them.', [
      { value: progress.bytes },
    ]),
    of(
      'next_offset',
      'gauge',
      'The next offset to read.',
      each((p) => p.next),
    ),
    of(
      'end_offset',
      'gauge',
      'Where the partition ended when it was last looked at.',
      each((p) => p.end),
    ),
    of(
      'lag_offsets',
      'gauge',
      'Offsets from the next one to the end: how far behind the collection is.',
      each((p) => (p.end > p.next ? p.end - p.next : 0n)),
    ),
    of(
      'state',
      'gauge',
      'What the collection is doing: 1 for the state it is in.',
      Object.keys(STATES).map((state) => ({ labels: { state }, value: state === progress.state ? 1 : 0 })),
    ),
    of('last_progress_timestamp_seconds', 'gauge', 'When these figures were taken, since unix epoch.', [
      { value: progress.at / 1000 },
    ]),
  ].join('')
}

/** A family without samples is left out. */
function family(name: string, type: 'counter' | 'gauge', help: string, samples: readonly Sample[]): string {
  if (samples.length === 0) return ''
  const lines = samples.map(({ labels = {}, value }) => {
    const pairs = Object.entries(labels).map(([label, text]) => `${label}="${escaped(text)}"`)
    return `${name}${pairs.length > 0 ? `{${pairs.join(',')}}` : ''} ${value}\n`
  })
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${lines.join('')}`
}

const escaped = (text: string): string =>
  text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('"', '\\"')
