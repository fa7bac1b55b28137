import { readdirSync, readFileSync } from 'node:fs'
import { type ParseOptions, parseMail } from '../../../mail/parse/parse.ts'

/** When the test mails reach us: a week after they were written. */
export const ARRIVED = new Date('2026-06-10T08:00:00Z')

/** Returns the parsed mail, given as text (UTF-8) or bytes. */
export async function parsed(raw: string | Uint8Array, options: Partial<ParseOptions> = {}) {
  const bytes = typeof raw === 'string' ? Buffer.from(crlf(raw)) : raw
  return parseMail(bytes, { arrivedAt: ARRIVED, ...options })
}

/** Returns the bytes of text in which every character is one byte (Latin-1). */
export function latin1(text: string): Buffer {
  return Buffer.from(crlf(text), 'latin1')
}

/** Returns a mail from Claire Morel with these header lines above a body. */
export function fromClaire(header: string, body: string): string {
  return `From: Claire Morel <claire.morel@courriel.example>\nTo: account@agafort.example\n${header}\n\n${body}`
}

/** Returns the codes of a mail's warnings. */
export function warningCodes(mail: { warnings: readonly string[] }): (string | undefined)[] {
  return mail.warnings.map((warning) => warning.split(':')[0])
}

/** Returns every mail of one folder under test/fixtures/mail. */
export function fixtures(folder: string): { name: string; raw: Buffer }[] {
  const path = new URL(`../../fixtures/mail/${folder}/`, import.meta.url)
  return readdirSync(path).map((name) => ({ name, raw: readFileSync(new URL(name, path)) }))
}

function crlf(text: string): string {
  return text.replace(/\r?\n/g, '\r\n')
}
