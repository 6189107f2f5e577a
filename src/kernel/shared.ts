/** Numbers that both threads of the kernel read and write, by place. */
export type Shared = Int32Array

/** What loops do that ask: 0 go on, `SOFT` those of the running cell stop, `HARD` every one stops. */
export const STOP = 0
export const SOFT = 1
export const HARD = 2

/** The number of the last interrupt that came, and of the last one that was taken. */
export const CAME = 1
export const TAKEN = 2

/** 1 while a cell runs that has not waited yet: Node can break off its script, whatever it is in. */
export const IN_SCRIPT = 3

/** 1 once the thread has sent everything and closed its sockets. */
export const CLOSED = 4

/** Whether an interrupt came that nobody has taken. */
export const isInterruptPending = (shared: Shared): boolean =>
  Atomics.load(shared, TAKEN) < Atomics.load(shared, CAME)

/** Every interrupt that came is being seen to; loops go on. */
export function takeInterrupts(shared: Shared): void {
  Atomics.store(shared, TAKEN, Atomics.load(shared, CAME))
  Atomics.store(shared, STOP, 0)
}

export const newShared = (): Shared => new Int32Array(new SharedArrayBuffer(5 * 4))
