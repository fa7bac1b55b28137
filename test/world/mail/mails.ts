import { randomBytes } from 'node:crypto'
import { type Random, seededRandom } from '../random.ts'
import { type Letter, writeLetter } from './letters.ts'

/** A customer's mail as a receiving server would pass it on. */
export interface MixedMail {
  readonly messageId: string
  readonly from: string
  readonly kind: 'plain' | 'html' | 'attachment'
  readonly raw: Buffer
}

export interface MixedMailOptions {
  /** Two sets with different names have no mail in common. */
  readonly name: string
  readonly to: string
  readonly now: Date
  /** Whether each mail has a sender of its own; without it one in twenty writes again. */
  readonly distinctSenders?: boolean
}

const ATTACHMENT_BYTES = 50_000
const FIRST_NAMES = ['Camille', 'Inès', 'Théo', 'Margaux', 'Yanis', 'Élodie', 'Bastien', 'Noémie'] as const
const LAST_NAMES = [
  'Laurent',
  'Béranger',
  'Faucher',
  'Nguyen',
  'Delmas',
  'Costa',
  'Haddad',
  'Wójcik',
] as const

/**
 * Returns the `index`-th mail of a set: seven in ten plain text, two with an HTML alternative, one with an attachment
 * of 50 kB. Three in four are in French. The same set and index yield the same mail except for its attachment.
 */
export function mixedMail(index: number, options: MixedMailOptions): MixedMail {
  const random = seededRandom(numberOf(`${options.name} ${index}`))
  const kind = index % 10 < 7 ? 'plain' : index % 10 < 9 ? 'html' : 'attachment'
  const language = random.below(4) === 0 ? 'en' : 'fr'
  const letter = writeLetter(random, language)
  const writer = options.distinctSenders || index % 20 !== 19 ? index : index - 1
  const name = `${FIRST_NAMES[writer % 8]} ${LAST_NAMES[Math.floor(writer / 8) % 8]}`
  const from = `${ascii(name)}.${writer}@${options.name}.example.org`
  const messageId = `<${index}.${random.below(1e9)}@${options.name}.example.org>`
  const head = header({ ...options, from, name, messageId, subject: letter.subject }, random)
  const raw = Buffer.from(`${head}${content(kind, letter, name, index)}`)
  return { messageId, from, kind, raw }
}

function header(
  mail: MixedMailOptions & { from: string; name: string; messageId: string; subject: string },
  random: Random,
): string {
  const date = mail.now.toUTCString().replace('GMT', '+0000')
  const hop = `${random.below(1e9).toString(36)}`
  return [
    `Return-Path: <${mail.from}>`,
    `Received: from mx.agafort.example (mx.agafort.example [192.0.2.25])\r\n\tby imap.agafort.example (Postfix) with LMTP id ${hop}A\r\n\tfor <${mail.to}>; ${date}`,
    `Authentication-Results: mx.agafort.example;\r\n\tspf=pass smtp.mailfrom=${mail.from};\r\n\tdkim=pass header.d=${mail.from.split('@')[1]} header.s=s1;\r\n\tdmarc=pass header.from=${mail.from.split('@')[1]}`,
    `Received: from smtp.example.org (smtp.example.org [198.51.100.7])\r\n\tby mx.agafort.example (Postfix) with ESMTPS id ${hop}B; ${date}`,
    `From: ${encodedWord(mail.name)} <${mail.from}>`,
    `To: Agafort <${mail.to}>`,
    `Subject: ${encodedWord(mail.subject)}`,
    `Date: ${date}`,
    `Message-ID: ${mail.messageId}`,
    'MIME-Version: 1.0',
    'User-Agent: Mozilla Thunderbird',
    '',
  ].join('\r\n')
}

function content(kind: MixedMail['kind'], letter: Letter, name: string, index: number): string {
  const text = [letter.greeting, ...letter.paragraphs, letter.closing, name].join('\r\n\r\n')
  if (kind === 'plain') return textPart('plain', text)
  const boundary = `----=_part_${index}_${name.length}`
  if (kind === 'html')
    return multipart('alternative', boundary, [textPart('plain', text), textPart('html', html(letter, name))])
  return multipart('mixed', boundary, [textPart('plain', text), attachment(index)])
}

function textPart(type: 'plain' | 'html', text: string): string {
  const encoding = 'Content-Transfer-Encoding: quoted-printable\r\n\r\n'
  return `Content-Type: text/${type}; charset=utf-8\r\n${encoding}${quotedPrintable(text)}\r\n`
}

function multipart(type: string, boundary: string, parts: readonly string[]): string {
  const inside = parts.map((part) => `--${boundary}\r\n${part}\r\n`).join('')
  return `Content-Type: multipart/${type}; boundary="${boundary}"\r\n\r\n${inside}--${boundary}--\r\n`
}

function attachment(index: number): string {
  const name = `facture-${index}.pdf`
  const lines = randomBytes(ATTACHMENT_BYTES).toString('base64').replace(/.{76}/g, '$&\r\n')
  return `Content-Type: application/pdf; name="${name}"\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename="${name}"\r\n\r\n${lines}\r\n`
}

function html({ greeting, paragraphs, closing }: Letter, name: string): string {
  const style = 'font-family:Calibri,Arial,sans-serif;font-size:11pt;color:#1f1f1f'
  const written = [greeting, ...paragraphs, closing].map((part) => `<p style="${style}">${part}</p>`)
  return `<!DOCTYPE html>\r\n<html><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8"><style>p.MsoNormal{margin:0cm}</style></head>\r\n<body lang="FR" style="${style}"><div class="WordSection1">\r\n${written.join('\r\n')}\r\n<table border="0" cellspacing="0"><tr><td><b>${name}</b></td></tr><tr><td><a href="https://example.org/">example.org</a></td></tr></table>\r\n</div></body></html>`
}

// RFC 2045 §6.7, lines of at most 76 characters.
function quotedPrintable(text: string): string {
  const encoded = text.replace(/[^\t\r\n -<>-~]/gu, (character) =>
    [...Buffer.from(character)]
      .map((byte) => `=${byte.toString(16).toUpperCase().padStart(2, '0')}`)
      .join(''),
  )
  return encoded
    .split('\r\n')
    .map((line) => (line.match(/(?:=[0-9A-F]{2}|[^=]){1,24}/g) ?? []).reduce(folded, ''))
    .join('\r\n')
}

function folded(lines: string, piece: string): string {
  const last = lines.length - lines.lastIndexOf('\n') - 1
  return last + piece.length > 75 ? `${lines}=\r\n${piece}` : lines + piece
}

// RFC 2047, in pieces short enough for one line each.
function encodedWord(text: string): string {
  if (/^[\x20-\x7e]*$/.test(text)) return text
  const pieces = text.match(/.{1,20}/gu) ?? []
  return pieces.map((piece) => `=?UTF-8?B?${Buffer.from(piece).toString('base64')}?=`).join('\r\n ')
}

function ascii(name: string): string {
  return name
    .normalize('NFD')
    .toLowerCase()
    .replace(/ł/g, 'l')
    .replace(/[^a-z ]/g, '')
    .replace(/ /g, '.')
}

function numberOf(text: string): number {
  return [...text].reduce(
    (hash, character) => Math.imul(hash ^ character.charCodeAt(0), 0x01000193),
    0x811c9dc5,
  )
}
