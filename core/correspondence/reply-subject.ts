import type { Reference } from '../kernel/reference.ts'

const REPLY_PREFIX = /^(?:\s*(?:re|ré|rép)\s*:\s*)+/iu
const LONGEST_SUBJECT = 200
// What cutting an emoji leaves; the database refuses it.
const HALF_A_CHARACTER = /\p{Cs}$/u

/**
 * The subject of an answer: the customer's own with the reference, for Gmail keeps mails together only under the same
 * subject; ours when theirs is empty.
 */
export function replySubject(theirs: string, ours: string, reference: Reference): string {
  const bare = theirs
    .replace(REPLY_PREFIX, '')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, LONGEST_SUBJECT)
    .replace(HALF_A_CHARACTER, '')
  if (bare === '') return ours
  return bare.includes(reference) ? `Re: ${bare}` : `Re: ${bare} [${reference}]`
}
