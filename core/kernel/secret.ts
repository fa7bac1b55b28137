import { inspect } from 'node:util'

const HIDDEN = '***'

/**
 * A password, key or token on its way from the environment to the one place that uses it. Printing, logging,
 * joining or serialising it gives `***`; only `reveal()` returns the value.
 */
export class Secret {
  readonly #value: string

  constructor(value: string) {
    this.#value = value
  }

  /** Returns the value itself. Call it where the secret is used, not earlier. */
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
