import { inspect } from 'node:util'

const HIDDEN = '[secret]'

/**
 * A value that must not be printed: as text, as JSON, by `console.log` or in a template it shows `[secret]`.
 * `reveal()` is the one way to the value; call it where it is handed to a protocol, nowhere else.
 */
export class Secret {
  readonly #value: string
  constructor(
    value: string,
    /** The setting it came from (`KAFKA_SASL_PASSWORD`), which may be printed; null where there is no name for it. */
    readonly setting: string | null = null,
  ) {
    this.#value = value
  }
  reveal(): string {
    return this.#value
  }
  toString(): string {
    return HIDDEN
  }
  toJSON(): string {
    return HIDDEN
  }
  [inspect.custom](): string {
    return HIDDEN
  }
}
