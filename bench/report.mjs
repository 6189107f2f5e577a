// The figures of a benchmark as the Markdown of docs/performance.md.

const thousands = (n) => Math.round(n / 1000).toLocaleString('en-US')
const megabytes = (bytes) => `${Math.round(bytes / 1e6)} MB`

export function report({ count, runs, machine, results }) {
  const lines = [
    `${count.toLocaleString('en-US')} messages of about 90 bytes, medians of ${runs} runs, on ${machine.cores} cores (${machine.cpu.trim()}), Node ${machine.node}, Apache Kafka ${machine.kafka} on the same machine.`,
    '',
  ]
  for (const partitions of [1, 6]) {
    const read = results.filter((r) => r.work === 'read' && r.partitions === partitions)
    if (read.length === 0) continue
    const [ours] = read
    lines.push(
      `| Reading ${partitions} partition${partitions > 1 ? 's' : ''} | Thousand messages/s | carnet is | CPU | Peak memory |`,
      '| --- | ---: | ---: | ---: | ---: |',
      ...read.map(
        (r) =>
          `| ${r.name} | ${thousands(count / r.seconds)} | ${r === ours ? '' : `${(r.seconds / ours.seconds).toFixed(2)} ×`} | ${r.cpu.toFixed(1)} s | ${megabytes(r.peak)} |`,
      ),
      '',
    )
  }
  for (const { milliseconds } of results.filter((r) => r.work === 'small'))
    lines.push(
      `Reading 2,000 messages in 3 partitions, from the call to the batch: ${milliseconds.toFixed(0)} ms (median of 31).`,
      '',
    )
  for (const { messages, seconds, peak, resident } of results.filter((r) => r.work === 'stream'))
    lines.push(
      `Streaming ${messages.toLocaleString('en-US')} messages in 6 partitions: ${seconds.toFixed(1)} s, ${thousands(messages / seconds)} thousand messages/s; resident memory after each tenth ${resident.map(megabytes).join(', ')}, at most ${megabytes(peak)}.`,
      '',
    )
  const parsed = results.filter((r) => r.work === 'parse')
  if (parsed.length > 0)
    lines.push(
      '| Parsing | Thousand messages/s | CPU, in times the first row |',
      '| --- | ---: | ---: |',
      ...parsed.map((r) => `| ${r.name} | ${thousands(count / r.cpu)} | ${r.ratio.toFixed(2)} |`),
      '',
    )
  return lines.join('\n') + '\n'
}
