import { CarnetError } from '../errors'
import { type Checkup, settingsCheckup } from '../kafka/checkup'
import { connect } from '../source/open'
import { currentLang } from '../words'
import { checkupLines } from './check-lines'
import { type Terminal } from './terminal'

/** `carnet check [TOPIC]`: 0 where every layer answers, 1 where one fails. */
export async function check(
  options: { topic?: string; json?: boolean },
  terminal: Terminal,
): Promise<number> {
  const checkup = await checkupOf(options.topic)
  const text = options.json
    ? JSON.stringify(checkup, null, 2)
    : checkupLines(checkup, { lang: currentLang(), colour: terminal.out.isTTY === true }).join('\n')
  terminal.out.write(`${text}\n`)
  return checkup.ok ? 0 : 1
}

async function checkupOf(topic?: string): Promise<Checkup> {
  try {
    const source = await connect()
    try {
      return await source.checkup(topic)
    } finally {
      await source.close()
    }
  } catch (e) {
    // The settings are the first layer.
    if (e instanceof CarnetError && e.code === 'CONFIG_INVALID') return settingsCheckup(e, topic)
    throw e
  }
}
