import type { Language } from '../policy/language.ts'
import {
  isQuoted,
  isRule,
  isSeparator,
  type Lines,
  plainLine,
  readHeaderLines,
  readIntroduction,
  toLines,
} from './quote.ts'

/** The line at the top of every mail we send: what is below it in a reply is our own mail, quoted. */
export const REPLY_MARKER: Record<Language, string> = {
  fr: '— Répondez au-dessus de cette ligne —',
  en: '— Please reply above this line —',
}

/**
 * Returns what the sender wrote, without the mail quoted under or above it and without a signature line. It serves
 * display only: the whole text is always stored beside it. Too much text is the better mistake.
 *
 * A first message (`answers` false) is never cut, except at our own marker. Nothing is cut that would leave nothing.
 * Replies between quoted lines stay with their questions. Linear in the text's length.
 */
export function newText(text: string, isReply: boolean): string {
  const whole = text.trim()
  const lines = toLines(text)
  const marker = lines.raw.findIndex(isMarker)
  if (marker < 0 && !isReply) return whole
  const above = marker < 0 ? lines : toLines(lines.raw.slice(0, marker).join('\n'))
  const cut = withoutSignature(withoutQuotes(above)).join('\n').trim()
  return cut === '' || pointsBelow(cut) ? whole : cut
}

const MARKERS = Object.values(REPLY_MARKER).map(letters)

const LAST_WORDS = Object.values(REPLY_MARKER).map((marker) => marker.match(/\p{L}+/gu)?.at(-1) ?? '')

function isMarker(line: string): boolean {
  if (line.length > 400 || !LAST_WORDS.some((word) => line.includes(word))) return false
  const lineLetters = letters(line)
  return MARKERS.some((marker) => lineLetters.includes(marker))
}

// Mail programs change spaces, dashes and quotation marks in transit.
function letters(line: string): string {
  return line.toLowerCase().replace(/[^\p{L}]/gu, '')
}

type Kind = 'own' | 'blank' | 'quoted' | 'introduction'

function withoutQuotes(lines: Lines): string[] {
  const { raw } = lines
  const kinds: Kind[] = []
  let end = raw.length
  let own = false
  for (let i = 0; i < raw.length; i++) {
    const line = raw[i] ?? ''
    if (line.trim() === '') {
      kinds[i] = 'blank'
      continue
    }
    const introduction = readIntroduction(lines, i)
    if (introduction && (introduction.end >= raw.length || isQuoteBelow(raw, introduction.end))) {
      for (; i < introduction.end; i++) kinds[i] = 'introduction'
      i--
      continue
    }
    if (isQuoted(line)) {
      kinds[i] = 'quoted'
      continue
    }
    if (introduction?.certain || isSeparator(line) || readHeaderLines(lines, i)) {
      // Nothing is written above: the reply is somewhere below, so nothing may be cut.
      if (!own) return [...raw]
      end = i
      break
    }
    kinds[i] = 'own'
    own = true
  }
  return assemble(raw.slice(0, end), kinds.slice(0, end))
}

function isQuoteBelow(lines: readonly string[], from: number): boolean {
  for (let i = from; i < Math.min(lines.length, from + 3); i++) {
    const line = lines[i] ?? ''
    if (line.trim() !== '') return isQuoted(line)
  }
  return false
}

// Removes quotes at the end, and one quote under its introduction with the reply below it. Several quotes with replies
// between them stay: without its question a reply means nothing.
function assemble(lines: readonly string[], kinds: readonly Kind[]): string[] {
  const last = kinds.lastIndexOf('own')
  const runs = quotedRuns(kinds, last)
  const interleaved = runs > 1 || !kinds.includes('introduction')
  return lines.filter((_, i) => {
    if (i > last) return false
    return kinds[i] === 'own' || kinds[i] === 'blank' || (kinds[i] === 'quoted' && interleaved)
  })
}

function quotedRuns(kinds: readonly Kind[], last: number): number {
  let runs = 0
  let before: Kind = 'own'
  for (let i = 0; i < last; i++) {
    const kind = kinds[i] ?? 'own'
    if (kind === 'blank') continue
    if (kind === 'quoted' && before !== 'quoted') runs++
    before = kind
  }
  return runs
}

// "Mes réponses ci-dessous en rouge": the replies are inside the quote.
function pointsBelow(cut: string): boolean {
  if (cut.length > 400) return false
  return POINTS_BELOW.test(plainLine(cut.replaceAll('\n', ' ')))
}

const POINTS_BELOW =
  /(?:réponses?|answers?|commentaires?|comments?|remarques?)\s+(?:[\p{L}]+\s+){0,4}?(?:ci-dessous|ci-après|below|en (?:rouge|bleu|vert|gras|couleur)|in (?:red|blue|green|bold)|inline|dans (?:le|votre) (?:corps|texte|mail|message))/iu

/**
 * Returns lines without a signature at their end. Signatures are tags of telephones and mail services, and short text
 * below a line of exactly "-- " (RFC 3676 §4.3). A line of "--" alone is a customer's own and stays.
 */
function withoutSignature(lines: readonly string[]): string[] {
  let kept = withoutTags(lines)
  const delimiter = kept.lastIndexOf('-- ')
  const below = kept.slice(delimiter + 1)
  if (delimiter > 0 && below.length <= 10 && below.join('\n').length <= 600) {
    const above = kept.slice(0, delimiter)
    if (above.some((line) => line.trim() !== '')) kept = withoutTags(above)
  }
  return kept
}

function withoutTags(lines: readonly string[]): string[] {
  let end = lines.length
  while (end > 0 && isTagOrBlank(lines[end - 1] ?? '')) end--
  return lines.slice(0, end)
}

function isTagOrBlank(line: string): boolean {
  const cleaned = plainLine(line)
  return cleaned === '' || isRule(line) || (cleaned.length < 160 && TAG.test(cleaned))
}

const TAG =
  /^[-–—_]*\s*(?:envoyé (?:de|depuis|à partir de|avec|via) (?:mon|ma|mes|la messagerie|l['’]application|l['’]appli|outlook|yahoo|gmail|proton|orange|bluemail|windows|courrier|un|android|ios|iphone|samsung|sfr|free|laposte|la poste|mail)\b|sent (?:from|with|via|using) (?:my|outlook|yahoo|gmail|proton|mail|the|samsung|an?|iphone|android|bluemail)\b|obtenez outlook|get outlook|télécharge[rz] outlook|télécharger bluemail|provenance\s*:\s*courrier|cordialement,? envoyé de)/i
