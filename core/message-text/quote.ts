/** Returns true for a line that a mail program puts between a reply and the mail it quotes or forwards. */
export function isSeparator(line: string): boolean {
  const cleaned = line
    .slice(0, 200)
    .replace(/[\u00a0\u202f]/g, ' ')
    .trim()
  return SEPARATOR.test(cleaned) || UNRULED_SEPARATOR.test(cleaned)
}

/** Returns true for a drawn line, such as Outlook's above a header block; alone it separates nothing. */
export function isRule(line: string): boolean {
  return /^\s*_{8,}\s*$/.test(line.slice(0, 200))
}

/** Returns true for a line quoted with `>`. */
export function isQuoted(line: string): boolean {
  return /^\s{0,3}>/.test(line)
}

/** A line that names the author of what follows ("Le … a écrit :"), found at line `at`, wrapped or not. */
interface QuoteIntroduction {
  /** Index of the first line after it. */
  end: number
  /** It contains an address, so a mail program wrote it even when the quote is not marked with `>`. */
  certain: boolean
}

/**
 * Returns the introduction of a quote that begins at line `at`, or null. It must contain an address or a full date:
 * "Le 3 juin, le vendeur a écrit :" is a customer's own sentence. Reads at most four lines.
 */
export function readIntroduction(lines: Lines, at: number): QuoteIntroduction | null {
  if (!OPENING.test(lines.plain(at))) return null
  let joined = ''
  for (let i = at; i < Math.min(lines.raw.length, at + 4); i++) {
    const line = lines.plain(i)
    if (line === '' && joined !== '') return null
    joined = `${joined} ${line}`.trim()
    const wrote = WROTE.exec(joined)
    if (!wrote) continue
    const head = joined.slice(0, wrote.index)
    const tail = joined.slice(wrote.index + wrote[0].length)
    const address = /[\w.+-]@[\w-]/.test(head)
    const dated = FULL_DATE.test(head) && TIME.test(head)
    if (!address && !dated && !FULL_DATE.test(head)) return null
    // Text after the colon: Yahoo's telephone program puts the quote on the same line, with the address before.
    if (tail !== '' && !address) return null
    return { end: i + 1, certain: address || (dated && tail === '') }
  }
  return null
}

const SEPARATOR =
  /^(?:>\s*)?[-_=*—–]{2,}\s*(?:message d\s?['’´`]\s?origine|message original|message initial|message précédent|mail original|e-?mail d['’]origine|courriel original|original message|original (?:e-?)?mail|forwarded message|message transféré|message transmis|message réexpédié|ursprüngliche nachricht|weitergeleitete nachricht)\b.{0,80}$/i
const UNRULED_SEPARATOR =
  /^(?:début du message (?:transféré|réexpédié)|begin forwarded message|message transféré par|(?:>\s*)?message du \d{1,2}\/\d{1,2}\/\d{2,4})\b.{0,80}$/i

const OPENING =
  /^(?:le|on|am|el|il|em|op|the)\s|^["«]?[\p{L}][^:]{0,80}<[^<>\s]+@[^<>\s]+>\s*(?:a écrit|wrote)/iu
const WROTE = /\s(?:a|à)\s+[ée]crit\s*:|\s+wrote\s*:|\s+schrieb\b[^:]{0,60}:|\sescribió\s*:|\sha scritto\s*:/i
const FULL_DATE = /\b(?:19|20)\d{2}\b|\b\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}\b/
const TIME = /\b\d{1,2}\s?[:hH.]\s?\d{2}\b|\b\d{1,2}\s?(?:am|pm)\b/i

/** The block of header lines above a quote: "De : … / Envoyé : … / À : … / Objet : …". */
interface HeaderLines {
  /** Index of the first line after the block. */
  end: number
  /** What follows the sender's label, or ''. */
  from: string
}

/** A text's lines, and each one cleaned for matching; cleaned once, on first use. */
export interface Lines {
  readonly raw: readonly string[]
  /** Without quote marks, emphasis and unusual spaces; at most 400 characters. '' beyond the end. */
  plain(at: number): string
}

/** Returns the lines of a text. */
export function toLines(text: string): Lines {
  const raw = text.split('\n')
  const cleaned: string[] = []
  return {
    raw,
    plain(at) {
      const line = cleaned[at] ?? plainLine(raw[at] ?? '')
      cleaned[at] = line
      return line
    },
  }
}

/**
 * Returns the header block that begins at line `at`, or null. It has a sender, a date and a recipient or subject, and
 * contains an address or a time of day. A customer's own list ("De : 12 euros / À : 15 euros") is none. Tolerates
 * asterisks, quote marks, no-break spaces and lower case. Reads at most twelve lines.
 */
export function readHeaderLines(lines: Lines, at: number): HeaderLines | null {
  const labels = new Set<Label>()
  let from = ''
  let evidence = ''
  let end = at
  for (let i = at; i < Math.min(lines.raw.length, at + 12); i++) {
    const line = lines.plain(i)
    const match = LABELLED.exec(line)
    const label = match ? LABELS[(match[1] ?? '').toLowerCase()] : undefined
    if (label) {
      labels.add(label)
      if (label === 'from') from = match?.[2] ?? ''
      evidence += ` ${match?.[2] ?? ''}`
      end = i + 1
    } else if (i === at) {
      return null
    } else if (line === '') {
      // One blank line may separate two labels, but the first one after the subject ends the block.
      if (labels.has('subject') || end < i) break
    } else if (end === i && labels.size > 0) {
      // A folded value; the block must continue below it.
      evidence += ` ${line}`
      if (!LABELLED.test(lines.plain(i + 1))) break
    } else break
  }
  const complete = labels.has('from') && labels.has('date') && (labels.has('to') || labels.has('subject'))
  return complete && /@|\d{1,2}\s?[:hH]\s?\d{2}/.test(evidence) ? { end, from: from.trim() } : null
}

/** Returns a line without quote marks, emphasis and unusual spaces; at most 400 characters. */
export function plainLine(line: string): string {
  return line
    .slice(0, 400)
    .replace(/[\u00a0\u2007\u2009\u202f]/g, ' ')
    .replace(/^[>|\s]+/, '')
    .replace(/\*/g, '')
    .trim()
}

type Label = 'from' | 'date' | 'to' | 'subject' | 'other'

const LABELS: Readonly<Record<string, Label>> = {
  de: 'from',
  from: 'from',
  von: 'from',
  expéditeur: 'from',
  envoyé: 'date',
  envoye: 'date',
  'envoyé le': 'date',
  date: 'date',
  sent: 'date',
  gesendet: 'date',
  à: 'to',
  a: 'to',
  to: 'to',
  an: 'to',
  pour: 'to',
  destinataire: 'to',
  objet: 'subject',
  sujet: 'subject',
  subject: 'subject',
  betreff: 'subject',
  cc: 'other',
  'copie à': 'other',
  'copie a': 'other',
  'répondre à': 'other',
  'reply-to': 'other',
  importance: 'other',
  'pièces jointes': 'other',
  attachments: 'other',
}

const LABELLED =
  /^(de|from|von|expéditeur|envoyé le|envoyé|envoye|date|sent|gesendet|à|a|to|an|pour|destinataire|objet|sujet|subject|betreff|cc|copie à|copie a|répondre à|reply-to|importance|pièces jointes|attachments)\s*:\s*(.*)$/i
