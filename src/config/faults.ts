import { carnetError } from '../errors'
import { type SettingFault } from '../errors/config'
import { type SettingOrigin } from './settings'

/** Collects what is wrong, so that all of it is said at once. */
export class Faults {
  readonly #list: SettingFault[] = []

  /** `problem` and `remedy` are sentences. */
  add(origin: SettingOrigin, problem: string, remedy: string): void {
    this.#list.push({ ...origin, problem, remedy })
  }

  /** Throws CONFIG_INVALID where anything was added. */
  throwIfAny(): void {
    if (this.#list.length) throw carnetError('CONFIG_INVALID', { faults: this.#list })
  }
}
