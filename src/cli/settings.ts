import { listSettings, readConfig } from '../config'
import { type Terminal } from './terminal'

/** `carnet settings`: each setting with its place; secrets are named, not shown. */
export function settings(options: { json?: boolean }, terminal: Terminal, env = process.env): number {
  const config = readConfig({}, env)
  const lines = listSettings(config)
  if (options.json) {
    terminal.out.write(JSON.stringify({ settings: lines, notes: config.notes }, null, 2) + '\n')
    return 0
  }
  const rows = lines.map(({ setting, value, origin }) => [
    setting,
    value ?? '(set)',
    origin ? `${origin.name} (${origin.from})` : 'follows from the others',
  ])
  const widths = [0, 1].map((column) => Math.max(...rows.map((row) => row[column].length)))
  for (const [setting, value, place] of rows)
    terminal.out.write(`${setting.padEnd(widths[0])}  ${value.padEnd(widths[1])}  ${place}\n`)
  for (const note of config.notes) terminal.out.write(`\n${note}\n`)
  return 0
}
