import { domainToASCII } from 'node:url'
import type { NamedAddress } from '../../core/ticket/message.ts'
import { decodeBytes } from './mime/charset.ts'
import { decodeWords } from './mime/encoded-words.ts'

/** Further recipients are not listed: such a mail is bulk marketing or an attack. */
export const MOST_ADDRESSES = 500

/**
 * Returns the mailboxes of an address header (RFC 5322 §3.4, and its obsolete forms). Groups are expanded, comments
 * become names, and `;` separates too. Encoded words are decoded in names, never in addresses. An entry without an
 * address keeps its words as name and has address ''. Linear; returns at most MOST_ADDRESSES + 1 entries, so that the
 * caller can detect an overflow.
 */
export function readAddresses(field: string | undefined): NamedAddress[] {
  if (field === undefined || field.trim() === '') return []
  const found: NamedAddress[] = []
  for (const entry of entries(field)) {
    const address = toAddress(entry)
    if (address) found.push(address)
    if (found.length > MOST_ADDRESSES) break
  }
  return found
}

/** Returns the address in lower case with its domain in ASCII (punycode), or '' when it cannot be an address. */
export function normaliseAddress(written: string): string {
  const cleaned = written.replace(/[\p{Cc}\s<>]/gu, '').replace(/^mailto:/i, '')
  const at = cleaned.lastIndexOf('@')
  if (at < 1 || at === cleaned.length - 1 || cleaned.length > 320) return ''
  const domain = cleaned.slice(at + 1).replace(/\.$/, '')
  const ascii = domain.startsWith('[') ? domain : domainToASCII(domain)
  const local = cleaned.slice(0, at)
  if (ascii === '' || (local.includes('@') && !/^".*"$/s.test(local))) return ''
  return `${local}@${ascii}`.toLowerCase()
}

interface Entry {
  words: string
  angle: string | null
  comment: string
}

// One pass over the characters; quotes, comments and angle brackets are the only states.
function* entries(field: string): Generator<Entry> {
  let entry: Entry = { words: '', angle: null, comment: '' }
  let state: 'plain' | 'quoted' | 'angle' = 'plain'
  let depth = 0
  for (let i = 0; i < field.length; i++) {
    const character = field[i] ?? ''
    if (character === '\\' && (state === 'quoted' || depth > 0)) {
      const escaped = field[++i] ?? ''
      if (depth > 0) entry.comment += escaped
      else entry.words += escaped
    } else if (depth > 0) {
      if (character === '(') depth++
      else if (character === ')') depth--
      if (depth > 0) entry.comment += character
    } else if (state === 'quoted') {
      if (character === '"') state = 'plain'
      else entry.words += character
    } else if (state === 'angle') {
      if (character === '>') state = 'plain'
      else entry.angle += character
    } else if (character === '"') state = 'quoted'
    else if (character === '(') depth = 1
    else if (character === '<') {
      state = 'angle'
      // "<a@b> <c@d>": every server takes the last one as the sender; the earlier one is kept as words.
      if (entry.angle !== null) entry.words += ` ${entry.angle}`
      entry.angle = ''
    } else if (character === ',' || character === ';') {
      yield entry
      entry = { words: '', angle: null, comment: '' }
    } else if (character === ':' && entry.angle === null && !entry.words.includes('@')) {
      // The name of a group ("undisclosed-recipients:;"), not of a mailbox.
      entry.words = ''
    } else entry.words += character
  }
  yield entry
}

function toAddress(entry: Entry): NamedAddress | null {
  const words = entry.words.trim()
  if (entry.angle !== null) {
    // A source route (RFC 5322 §4.4): "<@a,@b:name@domain>".
    const written = readRaw(entry.angle.replace(/^@[^:]*:/, ''))
    const address = normaliseAddress(written)
    const name = decodeWords(words) || decodeWords(entry.comment)
    if (address === '' && name === '' && written.trim() === '') return null
    return { name: address === '' && name === '' ? decodeWords(written) : name, address }
  }
  if (words === '') return null
  const at = words.split(/\s+/).filter((word) => word.includes('@'))
  const address = at.length > 0 ? normaliseAddress(readRaw(at.at(-1) ?? '')) : ''
  if (address === '') return { name: decodeWords(words), address: '' }
  const rest = words.split(/\s+/).filter((word) => word !== at.at(-1))
  return { name: decodeWords(rest.join(' ')) || decodeWords(entry.comment), address }
}

// An address may hold UTF-8 (RFC 6532), but an encoded word in it stays as written.
function readRaw(binary: string): string {
  return decodeBytes(Buffer.from(binary, 'latin1'), null).text
}
