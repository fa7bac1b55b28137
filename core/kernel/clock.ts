/** The only source of the present instant. Tests and the rehearsal move it; nothing else reads the machine's clock. */
export interface Clock {
  now(): Date
}

/** The machine's own clock. */
export const systemClock: Clock = { now: () => new Date() }
