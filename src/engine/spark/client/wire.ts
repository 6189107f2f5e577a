import { Backoff } from './backoff'
import { type AnswerStream, type Channel, type UnaryOptions } from './channel'
import { errorOf } from './failure'
import { type Answers, type Base, type Method, type Requests } from './messages'
import { CallFailure, isPassing } from './status'

type Unary = Exclude<Method, 'ExecutePlan' | 'ReattachExecute'>

export interface WireOptions {
  readonly channel: Channel
  /** A UUID. */
  readonly sessionId: string
  readonly user: string
  /** `host:port`, for errors. */
  readonly server: string
  readonly tokenGiven: boolean
  /** For how long a server that cannot be reached is tried again, in milliseconds. */
  readonly patienceMs: number
}

const HOUSEKEEPING_MS = 10_000
/** Kinds of an interrupt. */
const ALL = 1
const BY_ID = 3

/** The calls of one session: each says which session and which server it means, and is tried again where that may help. */
export class Wire {
  #serverSession: string | undefined
  readonly #unfinished = new Set<Promise<unknown>>()

  constructor(readonly options: WireOptions) {}

  withPatience(patienceMs: number): Wire {
    const wire = new Wire({ ...this.options, patienceMs })
    wire.#serverSession = this.#serverSession
    return wire
  }

  /** The same server, as another session. */
  withSession(sessionId: string): Wire {
    return new Wire({ ...this.options, sessionId })
  }

  /** A call to its answer. Throws SPARK_* errors, and the signal's reason where it aborts. */
  async call<M extends Unary>(
    method: M,
    fields: Requests[M],
    { deadlineMs, signal, sql }: UnaryOptions & { readonly sql?: string },
  ): Promise<Answers[M]> {
    const backoff = new Backoff(this.options.patienceMs)
    const began = performance.now()
    for (;;) {
      signal?.throwIfAborted()
      try {
        return await this.#once(method, fields, { deadlineMs, signal })
      } catch (e) {
        signal?.throwIfAborted()
        if (!(e instanceof CallFailure)) throw e
        if (!isPassing(e) || !(await backoff.again(signal, e.details.retryMs)))
          throw await this.failure(e, { triedMs: performance.now() - began, sql })
      }
    }
  }

  stream<M extends 'ExecutePlan' | 'ReattachExecute'>(
    method: M,
    fields: Requests[M],
  ): AnswerStream<Answers[M]> {
    return this.options.channel.stream(method, { ...this.#base(), ...fields })
  }

  /** Each answer names the server's side of the session, which later requests repeat: so a restart is noticed. */
  seen(answer: { readonly serverSideSessionId: string }): void {
    this.#serverSession ??= answer.serverSideSessionId || undefined
  }

  /** The error for a person. Spark keeps the whole of a query's error, of which the failure has but the beginning. */
  async failure(
    failure: CallFailure,
    facts: { readonly triedMs: number; readonly sql?: string; readonly rows?: number },
  ): Promise<Error> {
    const { server, tokenGiven } = this.options
    const { errorId } = failure.details
    const whole =
      errorId === undefined
        ? null
        : // After a restart the server has forgotten it; what the failure itself says then has to do.
          await this.#once('FetchErrorDetails', { errorId }, { deadlineMs: HOUSEKEEPING_MS }).catch(
            () => null,
          )
    return errorOf(failure, whole, { server, tokenGiven, ...facts })
  }

  /** Cancels all of the session. Resolves to the ids of the operations that it reached. */
  async interruptAll(): Promise<readonly string[]> {
    return (await this.call('Interrupt', { interruptType: ALL }, { deadlineMs: HOUSEKEEPING_MS }))
      .interruptedIds
  }

  /** Lets the server forget an operation, which ends it where it still runs. It does not matter whether that works. */
  release(operationId: string): void {
    this.#inTheBackground(
      this.#once('ReleaseExecute', { operationId, releaseAll: {} }, { deadlineMs: HOUSEKEEPING_MS }),
    )
  }

  /** Cancels an operation without waiting for it. */
  abandon(operationId: string): void {
    const fields = { interruptType: BY_ID, operationId }
    this.#inTheBackground(this.#once('Interrupt', fields, { deadlineMs: HOUSEKEEPING_MS }))
  }

  /** Ends the session; its views go. A server that is gone already is no failure. */
  async end(): Promise<void> {
    await Promise.all(this.#unfinished)
    await this.#once('ReleaseSession', {}, { deadlineMs: HOUSEKEEPING_MS }).catch(() => {})
  }

  #inTheBackground(work: Promise<unknown>): void {
    const settled: Promise<unknown> = work.then(
      () => this.#unfinished.delete(settled),
      () => this.#unfinished.delete(settled),
    )
    this.#unfinished.add(settled)
  }

  async #once<M extends Unary>(method: M, fields: Requests[M], options: UnaryOptions): Promise<Answers[M]> {
    // ReleaseSession alone does not take the id of the server's side; protobuf leaves out what a message does not have.
    const answer = await this.options.channel.unary(method, { ...this.#base(), ...fields }, options)
    this.seen(answer)
    return answer
  }

  #base(): Base {
    const { sessionId, user } = this.options
    return {
      sessionId,
      userContext: { userId: user, userName: user },
      clientType: 'carnet',
      ...(this.#serverSession !== undefined && { clientObservedServerSideSessionId: this.#serverSession }),
    }
  }
}
