import { setTimeout as delay } from 'node:timers/promises'
import { commandLine } from './processes'

/** A running program that later processes find again. */
export interface Service {
  readonly pid: number
  /** Unique to its run and part of its command line, so that no other process is ever taken for it. */
  readonly mark: string
}

/** Whether that very process is running. */
export async function serviceRuns({ pid, mark }: Service): Promise<boolean> {
  return (await commandLine(pid))?.includes(mark) ?? false
}

const POLL_MS = process.platform === 'linux' ? 30 : 200

/**
 * Ends a service and waits until it is gone: SIGTERM first, so that it closes its files, SIGKILL after `graceMs`. Does
 * nothing to a process that merely has the same id.
 */
export async function endService(
  service: Service,
  graceMs: number,
): Promise<'ended' | 'killed' | 'was not running'> {
  if (!(await serviceRuns(service))) return 'was not running'
  kill(service.pid, 'SIGTERM')
  if (await isGone(service, graceMs)) return 'ended'
  kill(service.pid, 'SIGKILL')
  await isGone(service, graceMs)
  return 'killed'
}

async function isGone(service: Service, withinMs: number): Promise<boolean> {
  const deadline = Date.now() + withinMs
  while (await serviceRuns(service)) {
    if (Date.now() > deadline) return false
    await delay(POLL_MS)
  }
  return true
}

function kill(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch (e) {
    // Gone between the look and the signal.
    if ((e as NodeJS.ErrnoException).code !== 'ESRCH') throw e
  }
}

const mine = new Set<number>()

/** Has a service told to end when this process exits, however it exits short of a kill; returns the way back. */
export function endWithThisProcess(pid: number): () => void {
  if (mine.size === 0) process.on('exit', endAll)
  mine.add(pid)
  return () => {
    mine.delete(pid)
    if (mine.size === 0) process.off('exit', endAll)
  }
}

function endAll(): void {
  for (const pid of mine) kill(pid, 'SIGTERM')
}

/** The process that a service ends with. Its command line tells it from a later process of the same id. */
export interface Owner {
  readonly pid: number
  readonly commandLine: string
}

/** This process as an owner. */
export async function thisProcess(): Promise<Owner> {
  return { pid: process.pid, commandLine: (await commandLine(process.pid)) ?? '' }
}

/** Whether an owner has gone, and so nobody is left to stop its service; null is nobody's, which stops when told to. */
export async function isAbandoned(owner: Owner | null): Promise<boolean> {
  return owner !== null && (await commandLine(owner.pid)) !== owner.commandLine
}
