import { type Lines, plainLine, readHeaderLines, toLines } from './header-lines.ts'
import { isQuoted, isSeparator, readIntroduction } from './quote.ts'
import { REPLY_MARKER } from './reply-marker.ts'
import { withoutSignature } from './signature.ts'

/**
 * What the sender wrote, without the mail quoted under or above it and without a signature line. A display fold:
 * the whole text is always kept beside it. Keeping too much is the better mistake, so
 * - a first message (`answers` false) is never cut, except at our own marker;
 * - nothing is cut that would leave nothing, and answers between quoted lines are kept with their questions.
 * Linear in the text's length.
 */
export function newText(text: string, answers: boolean): string {
  const whole = text.trim()
  const lines = toLines(text)
  const marker = lines.raw.findIndex(isMarker)
  if (marker < 0 && !answers) return whole
  const above = marker < 0 ? lines : toLines(lines.raw.slice(0, marker).join('\n'))
  const cut = withoutSignature(withoutQuotes(above)).join('\n').trim()
  return cut === '' || pointsBelow(cut) ? whole : cut
}

const MARKERS = Object.values(REPLY_MARKER).map(letters)

const LAST_WORDS = Object.values(REPLY_MARKER).map((marker) => marker.match(/\p{L}+/gu)?.at(-1) ?? '')

function isMarker(line: string): boolean {
  if (line.length > 400 || !LAST_WORDS.some((word) => line.includes(word))) return false
  const plain = letters(line)
  return MARKERS.some((marker) => plain.includes(marker))
}

// Mail programs change spaces, dashes and quote marks on the way.
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
      // Nothing written above: the answer stands somewhere below, so nothing may be cut.
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

// Quotes at the end go. So does one quote under its introduction with the answer below it. Several quotes with
// answers between them stay: without the question the answer says nothing.
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

// "Mes réponses ci-dessous en rouge": the answers stand in the quote.
function pointsBelow(cut: string): boolean {
  if (cut.length > 400) return false
  return POINTS_BELOW.test(plainLine(cut.replaceAll('\n', ' ')))
}

const POINTS_BELOW =
  /(?:réponses?|answers?|commentaires?|comments?|remarques?)\s+(?:[\p{L}]+\s+){0,4}?(?:ci-dessous|ci-après|below|en (?:rouge|bleu|vert|gras|couleur)|in (?:red|blue|green|bold)|inline|dans (?:le|votre) (?:corps|texte|mail|message))/iu
