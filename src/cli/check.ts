import { connect } from '../source/open'
import { plainText } from '../show'
import { type Terminal } from './terminal'

/** `carnet check [TOPIC]`: 0 where every layer answers, 1 where one fails. */
export async function check(
  options: { topic?: string; json?: boolean },
  terminal: Terminal,
): Promise<number> {
  const source = await connect()
  try {
    const checkup = await source.checkup(options.topic)
    terminal.out.write((options.json ? JSON.stringify(checkup, null, 2) : plainText(checkup)) + '\n')
    return checkup.ok ? 0 : 1
  } finally {
    await source.close()
  }
}
