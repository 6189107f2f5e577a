import { spawnSync } from 'node:child_process'

/** Why kcat cannot be run here; null where it can. On CI nothing may be missing, so there it throws instead. */
export function kcatMissing(): string | null {
  const { error } = spawnSync('kcat', ['-V'])
  if (!error) return null
  if (process.env.CI) throw error
  return 'kcat is not installed (apt-get install kcat).'
}

/** All that a topic holds, as `kcat -J` prints it. */
export function kcatLines(bootstrap: string, topic: string, more: readonly string[] = []): Buffer {
  const args = ['-b', bootstrap, '-C', '-t', topic, '-J', '-e', '-q', ...more]
  const { stdout, status, stderr } = spawnSync('kcat', args, { maxBuffer: 1 << 28 })
  if (status !== 0) throw new Error(`kcat ended with ${status}: ${stderr.toString()}`)
  return stdout
}
