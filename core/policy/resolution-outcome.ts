export const RESOLUTION_OUTCOMES = ['solved', 'refused', 'withdrawn', 'out-of-scope'] as const

export type ResolutionOutcome = (typeof RESOLUTION_OUTCOMES)[number]
