/** One word of a text, or a placeholder for it. */
export interface Token {
  /** Lower case, accents folded; `0ref`, `0price`, `0mail` … for what has no words. */
  word: string
  /** Its position in the text as sent. */
  start: number
  end: number
  /** Number of its sentence, from 0. */
  sentence: number
  /** True after a comma or the like: a denial before it no longer applies. */
  afterPause: boolean
}

// Enough for any complaint, and a bound for hostile mail. People write what they want first or last.
const HEAD = 6_000
const TAIL = 2_000
const LONGEST_WORD = 40

/** Returns the part of a text that is read: all of it, or its beginning and its end. */
export function readablePart(text: string): string {
  return text.length <= HEAD + TAIL ? text : `${text.slice(0, HEAD)}\n${text.slice(-TAIL)}`
}

/**
 * Returns the words of a text, split at spaces, apostrophes, hyphens and every sign, with accents folded. Addresses,
 * sums, dates and numbers become placeholders; question marks, exclamation marks and emojis are words too. Linear in
 * the text's length, and never fails.
 */
export function tokenise(text: string): Token[] {
  const tokens: Token[] = []
  let sentence = 0
  let afterPause = false
  let begun = false
  const push = (word: string, start: number, end: number) => {
    tokens.push({ word, start, end, sentence, afterPause })
    afterPause = false
    begun = true
  }
  const breakSentence = () => {
    if (begun) sentence++
    begun = false
    afterPause = false
  }
  const length = text.length
  let at = 0
  while (at < length) {
    const code = text.charCodeAt(at)
    if (isLetter(code)) {
      let end = at + 1
      while (end < length && isWordPart(text.charCodeAt(end))) end++
      if (isAddress(text, at, end)) {
        end = endOfAddress(text, end)
        push(text.slice(at, end).includes('@') ? '0mail' : '0url', at, end)
      } else if (end < length && isDigit(text.charCodeAt(end)) && end - at < 12) {
        end = endOfNumber(text, end)
        push('0ref', at, end)
      } else {
        const word = fold(text.slice(at, Math.min(end, at + LONGEST_WORD)))
        if (word !== '') push(word, at, end)
      }
      at = end
    } else if (isDigit(code)) {
      const end = endOfNumber(text, at)
      push(nameOfNumber(text, at, end), at, end)
      at = end
    } else {
      at = readSign(text, at, code)
    }
  }
  return tokens

  function readSign(source: string, from: number, code: number): number {
    if (code === QUESTION || code === EXCLAMATION) {
      let end = from + 1
      while (end < length && isMark(source.charCodeAt(end))) end++
      push(source.slice(from, end).includes('?') ? '?' : '!', from, end)
      breakSentence()
      return end
    }
    if (code === NEWLINE || code === STOP || code === ELLIPSIS || code === SEMICOLON) breakSentence()
    else if (code === COMMA || code === COLON || code === OPENING || code === DASH) afterPause = true
    else if (code === EURO || code === POUND || code === DOLLAR) push('0money', from, from + 1)
    else if (isEmoji(code)) {
      const end = from + (code >= 0xd800 && code <= 0xdbff ? 2 : 1)
      push(source.slice(from, end), from, end)
      return end
    }
    return from + 1
  }
}

const NEWLINE = 10
const EXCLAMATION = 33
const DOLLAR = 36
const OPENING = 40
const COMMA = 44
const STOP = 46
const COLON = 58
const SEMICOLON = 59
const QUESTION = 63
const POUND = 0xa3
const DASH = 0x2014
const ELLIPSIS = 0x2026
const EURO = 0x20ac

function isMark(code: number): boolean {
  return code === QUESTION || code === EXCLAMATION || code === 32 || code === 0xa0 || code === 0x202f
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57
}

function isLetter(code: number): boolean {
  if (code < 128) return (code >= 97 && code <= 122) || (code >= 65 && code <= 90)
  if (code < 0xc0) return code === 0xaa || code === 0xba
  if (code === 0xd7 || code === 0xf7) return false
  if (code < 0x2000) return true
  return code >= 0x2c00 && code < 0xd800 && !(code >= 0x3000 && code <= 0x303f) && code !== 0x2e3a
}

// Zero-width signs and soft hyphens inside a word do not end it; folding removes them.
function isWordPart(code: number): boolean {
  return isLetter(code) || code === 0xad || (code >= 0x200b && code <= 0x200d) || code === 0x2060
}

function isEmoji(code: number): boolean {
  return (code >= 0xd800 && code <= 0xdbff) || (code >= 0x2600 && code <= 0x27bf)
}

const ASCII_WORD = /^[a-zA-Z]+$/
const FOLDED_AWAY = /[\p{M}\u00ad\u200b-\u200d\u2060]/gu

/** Returns a word in lower case, without accents; repeated letters ("alloooo") are written once. */
function fold(word: string): string {
  let folded = word.toLowerCase()
  if (!ASCII_WORD.test(folded))
    folded = folded
      .normalize('NFKD')
      .replace(FOLDED_AWAY, '')
      .replaceAll('œ', 'oe')
      .replaceAll('æ', 'ae')
      .replaceAll('ß', 'ss')
  return folded.length > 3 ? folded.replace(/(.)\1{2,}/g, '$1') : folded
}

function isAddress(text: string, from: number, wordEnd: number): boolean {
  const next = text.charCodeAt(wordEnd)
  if (next === 64) return true
  if (next === COLON) return text.startsWith('://', wordEnd)
  if (next === STOP && text.slice(from, wordEnd).toLowerCase() === 'www') return true
  // "jean.dupont@…": the at sign comes later.
  if (next !== STOP && next !== 45 && next !== 95) return false
  let at = wordEnd
  while (at < text.length && at < wordEnd + 40 && isAddressPart(text.charCodeAt(at))) at++
  return text.charCodeAt(at) === 64
}

function isAddressPart(code: number): boolean {
  return (
    code < 128 &&
    (isLetter(code) || isDigit(code) || code === STOP || code === 45 || code === 95 || code === 43)
  )
}

function endOfAddress(text: string, from: number): number {
  let end = from
  while (end < text.length && end < from + 300) {
    const code = text.charCodeAt(end)
    if (
      code <= 32 ||
      code === 0xa0 ||
      code === 62 ||
      code === 60 ||
      code === COMMA ||
      code === 34 ||
      code === 0xbb
    )
      break
    end++
  }
  while (end > from && (text.charCodeAt(end - 1) === STOP || text.charCodeAt(end - 1) === 41)) end--
  return end
}

function endOfNumber(text: string, from: number): number {
  let end = from
  while (end < text.length && end < from + 60) {
    const code = text.charCodeAt(end)
    if (isDigit(code) || (code < 128 && isLetter(code))) end++
    else if (isJoint(code) && continuesNumber(text, end + 1)) end++
    else if ((code === 32 || code === 0xa0 || code === 0x202f) && isThousands(text, end)) end++
    else break
  }
  return end
}

function isJoint(code: number): boolean {
  return code === STOP || code === COMMA || code === 45 || code === 47 || code === COLON || code === 0xb0
}

function continuesNumber(text: string, at: number): boolean {
  return at < text.length && isDigit(text.charCodeAt(at))
}

// "1 290" is one number, and so are the groups of a card or telephone number.
function isThousands(text: string, space: number): boolean {
  return (
    isDigit(text.charCodeAt(space - 1)) &&
    isDigit(text.charCodeAt(space + 1)) &&
    isDigit(text.charCodeAt(space + 2))
  )
}

function nameOfNumber(text: string, start: number, end: number): string {
  const before = text.charCodeAt(start - 1)
  if (before === EURO || before === POUND || before === DOLLAR) return '0price'
  const number = text.slice(start, end)
  if (/^[\d.,\u00a0\u202f ]+(?:e|eur|euros?|gbp|quid|p)$/i.test(number)) return '0price'
  if (
    /^\s{0,2}(?:€|£|\$|euros?\b|eur\b|balles\b|quid\b|pounds?\b|dollars?\b)/i.test(text.slice(end, end + 9))
  )
    return '0price'
  if (/^\s?%/.test(text.slice(end, end + 2))) return '0percent'
  if (/^\d{1,2}[h:]\d{0,2}$|^\d{1,2}(?:am|pm)$/i.test(number)) return '0time'
  if (/^\d{1,2}[/.]\d{1,2}(?:[/.]\d{2,4})?$/.test(number)) return '0date'
  if (/^(?:19|20)\d\d$/.test(number)) return '0year'
  const digits = number.replace(/\D/g, '')
  if (digits.length !== number.replace(/[ .,\u00a0\u202f-]/g, '').length) return '0ref'
  if (/^0\d{9}$|^33\d{9}$|^44\d{10}$/.test(digits)) return '0telephone'
  return digits.length < 3 ? '0number' : digits.length < 5 ? '0hundreds' : '0ref'
}
