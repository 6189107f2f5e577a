import { carnetError } from '../../../errors'

const OLDEST = 4

/** Takes a server's version, which it gives back. Throws SPARK_TOO_OLD before 4.0. */
export function checkVersion(version: string, server: string): string {
  const major = Number(/^\d+/.exec(version)?.[0])
  if (!(major >= OLDEST)) throw carnetError('SPARK_TOO_OLD', { server, version: version || 'unknown' })
  return version
}
