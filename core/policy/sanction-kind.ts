/** Sanctions against a seller who does not cooperate in good faith (policy §6), mildest first. */
export const SANCTION_KINDS = ['warning', 'restriction', 'termination'] as const

export type SanctionKind = (typeof SANCTION_KINDS)[number]

/** Why a sanction is imposed. The marketplace gets this code, the seller a sentence for it. */
export const SANCTION_REASONS = ['no-answer', 'refused', 'agreement-not-kept', 'bad-faith'] as const

export type SanctionReason = (typeof SANCTION_REASONS)[number]
