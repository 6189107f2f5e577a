import { performance } from 'node:perf_hooks'

/** How an attempt at one of several addresses went, or that it has not ended yet. */
export type Attempt<T> = { readonly address: string; readonly milliseconds: number } & (
  | { readonly status: 'ok'; readonly value: T }
  | { readonly status: 'failed'; readonly error: unknown }
  | { readonly status: 'waiting' }
)

/** When one address has answered, the others get so much more time: a check-up must not wait for one that hangs. */
const GRACE_MS = 400

/** Tries all addresses at once. Never rejects; resolves when all have ended, or soon after one has succeeded. */
export async function attemptAll<T>(
  addresses: readonly string[],
  attempt: (address: string) => Promise<T>,
): Promise<readonly Attempt<T>[]> {
  const started = performance.now()
  const attempts = new Map<string, Attempt<T>>()
  let timer: NodeJS.Timeout | undefined
  await new Promise<void>((resolve) => {
    const all = addresses.map(async (address) => {
      const end = await ended(() => attempt(address))
      attempts.set(address, { address, milliseconds: millisecondsSince(started), ...end })
      if (end.status === 'ok') timer ??= setTimeout(resolve, GRACE_MS)
    })
    void Promise.all(all).then(() => resolve())
  })
  clearTimeout(timer)
  const milliseconds = millisecondsSince(started)
  return addresses.map((address) => attempts.get(address) ?? { address, milliseconds, status: 'waiting' })
}

async function ended<T>(
  attempt: () => Promise<T>,
): Promise<
  { readonly status: 'ok'; readonly value: T } | { readonly status: 'failed'; readonly error: unknown }
> {
  try {
    return { status: 'ok', value: await attempt() }
  } catch (error) {
    return { status: 'failed', error }
  }
}

/** To a tenth. */
const millisecondsSince = (started: number): number => Math.round((performance.now() - started) * 10) / 10
