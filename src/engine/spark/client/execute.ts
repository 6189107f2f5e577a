import { randomUUID } from 'node:crypto'
import { Backoff } from './backoff'
import { type AnswerStream } from './channel'
import { type ExecutePlanResponse, type Plan } from './messages'
import { CallFailure, CODE, isPassing, isUnknownHandle } from './status'
import { type Wire } from './wire'

export interface Execution {
  /** Cancels it at the server, too. */
  readonly signal?: AbortSignal
  /** The text that places in errors refer to. */
  readonly sql?: string
}

/** Chunks of a batch larger than this come in messages of their own; the limit that proxies set is often 4 MiB. */
const CHUNK_BYTES = 2 ** 20
/** A running operation says something every second or so. */
const SILENT_MS = 60_000
const CHECK_MS = 30_000

/**
 * Runs a plan and gives the server's responses up to the last, across cut connections and the ends that the server makes
 * by itself (after 2 minutes or 1 GB): each time it continues after the last response that came.
 *
 * Stopping to iterate, or aborting the signal, ends the operation at the server. Throws SPARK_* errors, and the signal's
 * reason where it aborts.
 */
export async function* execute(
  wire: Wire,
  plan: Plan,
  { signal, sql }: Execution = {},
): AsyncGenerator<ExecutePlanResponse> {
  signal?.throwIfAborted()
  const operationId = randomUUID()
  const backoff = new Backoff(wire.options.patienceMs)
  let stream: AnswerStream<ExecutePlanResponse> | null = null
  let last: string | undefined
  let rows = 0
  let begin = true
  let failedSince: number | null = null
  const onAbort = (): void => {
    wire.abandon(operationId)
    stream?.cancel()
  }
  signal?.addEventListener('abort', onAbort, { once: true })
  try {
    for (;;) {
      stream = begin
        ? wire.stream('ExecutePlan', { plan, operationId, tags: ['carnet'], requestOptions: REQUEST_OPTIONS })
        : wire.stream('ReattachExecute', { operationId, lastResponseId: last })
      begin = false
      let came = false
      try {
        for await (const response of heard(stream)) {
          came = true
          backoff.reset()
          failedSince = null
          wire.seen(response)
          last = response.responseId || last
          rows +=
            response.arrowBatch && (response.arrowBatch.chunkIndex ?? 0) === 0
              ? response.arrowBatch.rowCount
              : 0
          if (response.resultComplete) return
          yield response
        }
        signal?.throwIfAborted()
        if (!came) throw EMPTY
      } catch (e) {
        signal?.throwIfAborted()
        if (!(e instanceof CallFailure)) throw e
        if (e === SILENCE) {
          stream.cancel()
          // A server that answers is only busy.
          await wire.call('AnalyzePlan', { sparkVersion: {} }, { deadlineMs: CHECK_MS, signal })
          continue
        }
        failedSince ??= performance.now()
        // The request itself was lost: it is sent again, under the same id.
        begin = isUnknownHandle(e) && last === undefined
        if (!(begin || isPassing(e)) || !(await backoff.again(signal, e.details.retryMs)))
          throw await wire.failure(e, { triedMs: performance.now() - failedSince, sql, rows })
      }
    }
  } finally {
    signal?.removeEventListener('abort', onAbort)
    stream?.cancel()
    wire.release(operationId)
  }
}

const REQUEST_OPTIONS = [
  { reattachOptions: { reattachable: true } },
  // Servers before 4.1 do not know it, and send each batch whole.
  { resultChunkingOptions: { allowArrowBatchChunking: true, preferredArrowChunkSize: CHUNK_BYTES } },
]

const SILENCE = new CallFailure(CODE.UNAVAILABLE, 'nothing comes any more')
/** A server may end a stream when it likes, but one that says nothing each time is not asked again at once. */
const EMPTY = new CallFailure(CODE.UNAVAILABLE, 'the answers end before anything came')

/** The responses of a stream; SILENCE where none comes for a minute while one is waited for. */
async function* heard(stream: AnswerStream<ExecutePlanResponse>): AsyncGenerator<ExecutePlanResponse> {
  const responses = stream[Symbol.asyncIterator]()
  for (;;) {
    const next = await orSilence(responses.next())
    if (next.done === true) return
    yield next.value
  }
}

async function orSilence<T>(next: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(SILENCE), SILENT_MS)
  })
  try {
    return await Promise.race([next, late])
  } finally {
    clearTimeout(timer)
  }
}
