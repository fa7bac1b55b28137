import { isAscii, isUtf8 } from 'node:buffer'
import iconv from 'iconv-lite'

interface Decoded {
  text: string
  /** Whether the bytes did not fit their label (or had none) and another charset did. */
  repaired: boolean
}

/**
 * Returns text from bytes and their declared charset. Where the declaration cannot be true, valid UTF-8 is read as
 * UTF-8 and anything else as windows-1252. `hint` is a second label (an HTML meta tag), used when the first is missing
 * or wrong. NUL characters and lone surrogates, which PostgreSQL refuses, are removed. Never throws.
 */
export function decodeBytes(bytes: Buffer, label: string | null, hint: string | null = null): Decoded {
  const charset = normaliseLabel(label)
  if (charset === 'ascii' || charset === 'utf-8' || charset === null) {
    if (isAscii(bytes) && normaliseLabel(hint) !== 'utf-7') return clean(bytes.toString('latin1'), false)
    const wide = byteOrderMark(bytes)
    if (wide) return clean(decodeWith(bytes, wide) ?? '', charset !== wide)
    if (isUtf8(bytes)) return decodeUtf8(bytes, charset === 'ascii')
    const hinted = normaliseLabel(hint)
    if (hinted !== null && hinted !== 'utf-8' && hinted !== 'ascii') {
      const text = decodeWith(bytes, hinted)
      if (text !== undefined) return clean(text, charset !== null)
    }
    // A few broken bytes in a long UTF-8 text: losing them is better than garbling every accent.
    if (mostlyUtf8(bytes)) return clean(bytes.toString('utf8'), true)
    return clean(iconv.decode(bytes, 'windows-1252'), true)
  }
  if (SINGLE_BYTE_LATIN.has(charset) && !isAscii(bytes) && isUtf8(bytes)) {
    // Latin-1 text that happens to be valid UTF-8 practically does not exist; UTF-8 under a wrong label does.
    return decodeUtf8(bytes, true)
  }
  const text = decodeWith(bytes, charset)
  return text === undefined ? decodeBytes(bytes, hint) : clean(text, false)
}

/** Removes what no database text may hold: NUL and lone surrogates. */
function storable(text: string): string {
  return (text.includes('\0') ? text.replaceAll('\0', '') : text).toWellFormed()
}

const SINGLE_BYTE_LATIN = new Set(['windows-1252', 'iso-8859-15', 'windows-1250', 'iso-8859-2', 'macintosh'])

const ALIASES: Readonly<Record<string, string>> = {
  'us-ascii': 'ascii',
  ascii: 'ascii',
  'ansi_x3.4-1968': 'ascii',
  '7bit': 'ascii',
  '8bit': 'ascii',
  binary: 'ascii',
  'unknown-8bit': 'ascii',
  unknown: 'ascii',
  'x-unknown': 'ascii',
  default: 'ascii',
  none: 'ascii',
  utf8: 'utf-8',
  'utf-8': 'utf-8',
  utf8mb4: 'utf-8',
  'unicode-1-1-utf-8': 'utf-8',
  cp65001: 'utf-8',
  'iso-8859-1': 'windows-1252',
  'iso8859-1': 'windows-1252',
  iso_8859_1: 'windows-1252',
  'iso-8859-1:1987': 'windows-1252',
  latin1: 'windows-1252',
  'latin-1': 'windows-1252',
  l1: 'windows-1252',
  cp1252: 'windows-1252',
  'cp-1252': 'windows-1252',
  'windows-1252': 'windows-1252',
  ansi: 'windows-1252',
  'iso-8859-15': 'iso-8859-15',
  latin9: 'iso-8859-15',
  'unicode-1-1-utf-7': 'utf-7',
  mac: 'macintosh',
}

function normaliseLabel(label: string | null): string | null {
  if (label === null) return null
  // "utf-8*fr" carries a language (RFC 2231 §5); quotes and spaces are stray.
  const name = label
    .toLowerCase()
    .replace(/\*.*$/s, '')
    .replace(/[^a-z0-9_.:-]/g, '')
  if (name === '') return null
  return ALIASES[name] ?? name
}

function byteOrderMark(bytes: Buffer): string | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le'
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be'
  return undefined
}

const decoders = new Map<string, InstanceType<typeof TextDecoder> | null>()

// The platform knows the web's charsets (iso-2022-jp, euc-kr …). iconv-lite adds UTF-7 and cp850, and reads
// windows-1252 correctly, which some Node versions' TextDecoder does not.
function decodeWith(bytes: Buffer, charset: string): string | undefined {
  if (ICONV_FIRST.has(charset)) return iconv.decode(bytes, charset)
  let decoder = decoders.get(charset)
  if (decoder === undefined) {
    decoder = platformDecoder(charset)
    if (decoders.size < 200) decoders.set(charset, decoder)
  }
  if (decoder) return decoder.decode(bytes)
  return iconv.encodingExists(charset) ? iconv.decode(bytes, charset) : undefined
}

const ICONV_FIRST = new Set(['windows-1252', 'iso-8859-15', 'utf-7', 'utf-16', 'utf-32'])

function platformDecoder(charset: string): InstanceType<typeof TextDecoder> | null {
  try {
    return new TextDecoder(charset)
  } catch {
    return null
  }
}

// Compares bytes above 0x7f that form whole UTF-8 sequences with those that do not.
function mostlyUtf8(bytes: Buffer): boolean {
  let good = 0
  let bad = 0
  for (let i = 0; i < bytes.length; ) {
    const lead = bytes[i] ?? 0
    const length =
      lead < 0x80
        ? 1
        : lead >= 0xc2 && lead < 0xe0
          ? 2
          : lead >= 0xe0 && lead < 0xf0
            ? 3
            : lead >= 0xf0 && lead < 0xf5
              ? 4
              : 0
    let whole = length > 0
    for (let j = 1; j < length; j++) if (((bytes[i + j] ?? 0) & 0xc0) !== 0x80) whole = false
    if (!whole) bad++
    else if (length > 1) good++
    i += whole ? length : 1
  }
  return good > bad
}

// Text that was read as windows-1252 and encoded again ("Ã©" for "é") is restored where all of it can be. A text that
// is about such characters has real accents too, so it cannot be.
function decodeUtf8(bytes: Buffer, repaired: boolean): Decoded {
  const text = withoutMark(bytes.toString('utf8'))
  if (!/[ÂÃ][\u0080-\u00bf\u0152-\u02dc\u2013-\u2122]/.test(text)) return clean(text, repaired)
  const once = iconv.encode(text, 'windows-1252')
  const whole = isUtf8(once) && iconv.decode(once, 'windows-1252') === text
  return whole ? clean(once.toString('utf8'), true) : clean(text, repaired)
}

function withoutMark(text: string): string {
  return text.startsWith('\ufeff') ? text.slice(1) : text
}

function clean(text: string, repaired: boolean): Decoded {
  return { text: storable(text), repaired }
}
