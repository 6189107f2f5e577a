import { machineOffersPython } from '../../src/machine'

/** Why suites that need Python are left out; null where it is there. In CI, where nothing may be missing, it throws. */
export async function pythonMissing(): Promise<string | null> {
  const python = await machineOffersPython()
  if (python.ok) return null
  if (process.env.CI) throw python.error
  return python.what
}
