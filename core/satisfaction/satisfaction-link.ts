import type { Core } from '../kernel/core.ts'
import { DAY } from '../kernel/duration.ts'
import { isUuid, type SatisfactionRequestId } from '../kernel/id.ts'
import { Problem } from '../kernel/problem.ts'
import { openLink, signLink } from '../kernel/signed-link.ts'
import { SCORES, type Score } from '../policy/satisfaction-score.ts'

/** How long after asking a rating is accepted, in milliseconds: later it is a memory, not an opinion. */
const SATISFACTION_LINK_LASTS = 30 * DAY

/** The link to the rating page, and one with each step preselected. */
export interface SatisfactionLinks {
  url: string
  steps: readonly { score: Score; url: string }[]
}

/** Returns the signed links of one question, valid for 30 days from when it was asked. */
export function satisfactionLinks(
  core: Core,
  request: { id: SatisfactionRequestId; askedAt: Date },
): SatisfactionLinks {
  const expiresAt = new Date(request.askedAt.getTime() + SATISFACTION_LINK_LASTS)
  const token = signLink(core.settings.secretKeys, {
    purpose: 'satisfaction',
    subject: request.id,
    expiresAt,
  })
  const url = `${core.settings.publicUrl}/s/${token}`
  return { url, steps: SCORES.map((score) => ({ score, url: `${url}?score=${score}` })) }
}

/**
 * Returns the question of a signed link.
 * Throws `not-found` when the link is not ours, `link-expired` when it is too old.
 */
export function openSatisfactionLink(core: Core, token: string): SatisfactionRequestId {
  const opened = openLink(core.settings.secretKeys, 'satisfaction', token, core.clock.now())
  if (opened.ok && isUuid<SatisfactionRequestId>(opened.subject)) return opened.subject
  if (!opened.ok && opened.why === 'expired')
    throw new Problem('link-expired', 'This link is no longer valid.')
  throw new Problem('not-found', 'This link leads to no question.')
}

/** Returns whether this is a whole number from 1 to 5. */
export function isScore(score: number): score is Score {
  return (SCORES as readonly number[]).includes(score)
}
