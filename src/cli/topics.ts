import { connect } from '../source/open'
import { plainText } from '../show'
import { counted, currentLang } from '../words'
import { type Terminal } from './terminal'

/** `carnet topics`: the topic table, without the topics where Kafka keeps its own records unless they are asked for. */
export async function topics(
  options: { internal?: boolean; json?: boolean },
  terminal: Terminal,
): Promise<number> {
  const source = await connect()
  try {
    const all = await source.topics()
    const shown = options.internal ? all.topics : all.topics.filter((t) => !t.internal)
    const table = { ...all, topics: shown }
    terminal.out.write((options.json ? JSON.stringify(table, null, 2) : plainText(table)) + '\n')
    const left = all.topics.length - shown.length
    if (left > 0 && !options.json) terminal.out.write(`${counted(left, 'internalLeftOut', currentLang())}\n`)
    return 0
  } finally {
    await source.close()
  }
}
