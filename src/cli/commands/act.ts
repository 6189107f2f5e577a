import { CarnetError } from '../../errors'
import { untilInterrupted } from '../signals'
import { type Terminal } from '../terminal'
import { type JsonFlag } from './options'

export const terminal: Terminal = { out: process.stdout, err: process.stderr }

/** Runs a command to its exit code; a failure becomes one sentence of what happened and one of what to do. */
export async function act(
  flags: JsonFlag,
  command: (signal: AbortSignal) => Promise<number>,
  options?: Parameters<typeof untilInterrupted>[1],
): Promise<void> {
  try {
    process.exitCode = await untilInterrupted(command, options)
  } catch (e) {
    process.exitCode = 1
    if (flags.json && e instanceof CarnetError)
      terminal.out.write(JSON.stringify({ ok: false, error: e }, null, 2) + '\n')
    if (e instanceof CarnetError) terminal.err.write(`\n${e.what}\n${e.todo} [${e.code}]\n`)
    else terminal.err.write(`\n${e instanceof Error ? (e.stack ?? e.message) : String(e)}\n`)
  }
}
