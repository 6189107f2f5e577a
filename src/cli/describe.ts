import { connect } from '../source/open'
import { plainText } from '../show'
import { exactJson } from './output'
import { type Terminal } from './terminal'

/** `carnet describe TOPIC`. In JSON, offsets are text: they go beyond what a JSON number holds exactly. */
export async function describe(
  { topic, sample, json }: { topic: string; sample?: number; json?: boolean },
  terminal: Terminal,
): Promise<number> {
  const source = await connect()
  try {
    const description = await source.describe(topic, { sample })
    terminal.out.write((json ? exactJson(description) : plainText(description)) + '\n')
    return 0
  } finally {
    await source.close()
  }
}
