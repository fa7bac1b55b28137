/** How satisfied a person is with a resolution (policy §3), from 1 (not at all) to 5 (completely). */
export const SCORES = [1, 2, 3, 4, 5] as const

export type Score = (typeof SCORES)[number]
