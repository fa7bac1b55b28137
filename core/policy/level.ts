/** Policy §4: who holds a matter; it only ever climbs. */
export type Level = 'customer-service' | 'resolution' | 'customer-experience'

/** From the first level to the last. */
export const LEVELS: readonly Level[] = ['customer-service', 'resolution', 'customer-experience']
