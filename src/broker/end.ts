import { endService } from '../machine'
import { tokenOption, type BrokerState } from './state'

/** Ends a broker and waits until it is gone: SIGTERM first, so that it closes its files, SIGKILL after `graceMs`. */
export function endBroker(
  { pid, token }: Pick<BrokerState, 'pid' | 'token'>,
  graceMs = 20_000,
): Promise<'ended' | 'killed' | 'was not running'> {
  return endService({ pid, mark: tokenOption(token) }, graceMs)
}
