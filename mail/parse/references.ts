/** The longest list kept of a thread's ids: its first and its last ones, as RFC 5322 §3.6.4 lets a list be shortened. */
const LONGEST_MESSAGE_ID = 200

/**
 * Message-IDs in a References header, in order, each once: also when they stand without blanks, with commas or with
 * prose between them. Without any `<…>`, bare words holding an `@` are taken and put in angle brackets.
 */
export function readReferences(field: string | undefined): string[] {
  if (field === undefined) return []
  const found = new Set<string>()
  for (const match of field.matchAll(/<([^<>]{1,995})>/g)) {
    const id = tidy(match[1] ?? '')
    if (id !== '') found.add(`<${id}>`)
  }
  if (found.size === 0) {
    for (const word of field.split(/[\s,;]+/)) {
      const id = tidy(word)
      if (id.length > 3 && id.length < 995 && id.includes('@')) found.add(`<${id}>`)
    }
  }
  const ids = [...found]
  return ids.length <= LONGEST_MESSAGE_ID ? ids : [...ids.slice(0, 20), ...ids.slice(20 - LONGEST_MESSAGE_ID)]
}

/** The id in a Message-ID header, `<…>`; a bare one is put in brackets; null when there is none. */
export function readMessageId(field: string | undefined): string | null {
  if (field === undefined) return null
  const bracketed = readReferences(field)[0]
  if (bracketed !== undefined) return bracketed
  const bare = tidy(field).slice(0, 995)
  return bare === '' ? null : `<${bare}>`
}

/** The first id of an In-Reply-To header that looks like one, whatever prose stands around it. */
export function readInReplyTo(field: string | undefined): string | null {
  const ids = readReferences(field)
  return ids.find((id) => id.includes('@')) ?? ids[0] ?? null
}

// Blanks inside an id come from folding; NUL and raw bytes must not reach the database.
function tidy(id: string): string {
  return id.replace(/[\p{Cc}\s<>]/gu, '').replace(/[\u0080-\u00ff]/g, '?')
}
