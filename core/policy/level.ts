/** The level that handles a ticket (policy §4); escalation only ever raises it. */
export type Level = 'customer-service' | 'resolution' | 'customer-experience'

/** Levels from the first to the last. */
export const LEVELS: readonly Level[] = ['customer-service', 'resolution', 'customer-experience']
