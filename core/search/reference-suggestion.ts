import type { Queryable } from '../kernel/core.ts'
import type { MemberId } from '../kernel/id.ts'
import { parseReference, type Reference } from '../kernel/reference.ts'
import { readableBy } from '../member/clearance.ts'

const CHARACTERS = [...'0123456789ABCDEFGHJKMNPQRSTVWXYZ']
const LENGTH = 8
const MOST_SUGGESTED = 5

/**
 * References a mistyped one may have meant: one wrong, missing or added character away, or two neighbours the wrong way
 * round, of tickets that exist and this member may read. None for what does not look like a reference.
 */
export async function suggestReferences(
  db: Queryable,
  viewer: MemberId,
  typed: string,
): Promise<Reference[]> {
  const meant = meantBy(typed)
  if (meant.length === 0) return []
  const rows = await db
    .selectFrom('tickets')
    .select('reference')
    .where('reference', 'in', meant)
    .where(readableBy(viewer))
    .orderBy('last_message_at', 'desc')
    .limit(MOST_SUGGESTED)
    .execute()
  return rows.map(({ reference }) => reference as Reference)
}

/** The valid references one edit away from what was typed; O and 0, I, L and 1 are the same. */
export function meantBy(typed: string): Reference[] {
  const letters = lettersOf(typed)
  if (!letters) return []
  const meant = new Set<Reference>()
  for (const edited of editsOf(letters)) {
    const read = edited.length === LENGTH ? parseReference(edited) : undefined
    if (read?.kind === 'valid') meant.add(read.reference)
  }
  return [...meant]
}

// Without "AGF" before it, only what holds a digit is taken for a reference.
function lettersOf(typed: string): string | null {
  const signs = typed.toUpperCase().replace(/[\s\p{Pd}_.:#]/gu, '')
  const letters = signs.replace(/^AGF/, '').replace(/O/g, '0').replace(/[IL]/g, '1')
  if (Math.abs(letters.length - LENGTH) > 1 || !/^[0-9A-Z]+$/.test(letters)) return null
  return /^AGF|\d/.test(signs) ? letters : null
}

function* editsOf(letters: string): Generator<string> {
  for (let at = 0; at <= letters.length; at++) {
    const before = letters.slice(0, at)
    const after = letters.slice(at)
    yield before + after.slice(1)
    if (after.length > 1) yield before + after.charAt(1) + after.charAt(0) + after.slice(2)
    for (const character of CHARACTERS) {
      yield before + character + after.slice(1)
      yield before + character + after
    }
  }
}
