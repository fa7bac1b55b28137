import type { FastifyRequest } from 'fastify'
import { Problem } from '../../core/kernel/problem.ts'
import { LARGEST_FILES, LARGEST_FORM_FILE, LONGEST_FORM_TEXT, MOST_FORM_FILES } from '../web-settings.ts'
import type { UploadedFile } from './route.ts'

interface SentForm {
  fields: Record<string, string>
  files: UploadedFile[]
}

// A form field holds text in UTF-8: up to four bytes a character.
const LARGEST_FIELD = 4 * LONGEST_FORM_TEXT
const MOST_FIELDS = 100
// High enough that an excess is reported in words, low enough that nobody fills our memory.
const LARGEST_UPLOAD = 100_000_000
const LIMITS = {
  fileSize: LARGEST_FORM_FILE,
  files: MOST_FORM_FILES + 5,
  fieldSize: LARGEST_FIELD,
  fields: MOST_FIELDS,
  parts: MOST_FIELDS + MOST_FORM_FILES + 5,
}

/**
 * Returns the content of a form, url-encoded or multipart. A file beyond the limits comes without its content, marked
 * `tooLarge`, so that the page can report it and keep what was typed. The empty file that a browser sends for an unused
 * field is left out. Throws `too-large` when even the fields exceed the limits, `invalid-input` when it is no form.
 */
export async function readForm(request: FastifyRequest): Promise<SentForm> {
  if (!request.isMultipart()) return { fields: fieldsOf(request.body), files: [] }
  if (Number(request.headers['content-length'] ?? 0) > LARGEST_UPLOAD) {
    throw new Problem('too-large', 'The upload is too large.')
  }
  const fields: Record<string, string> = {}
  const files: UploadedFile[] = []
  try {
    let bytes = 0
    for await (const part of request.parts({ limits: LIMITS })) {
      if (part.type === 'field') {
        if (typeof part.value === 'string') fields[part.fieldname] = storableText(part.value)
        continue
      }
      const content = await part.toBuffer()
      if (content.byteLength === 0) continue
      bytes += content.byteLength
      const tooLarge = part.file.truncated || bytes > LARGEST_FILES
      files.push({
        name: cleanName(part.filename),
        type: cleanType(part.mimetype),
        content: tooLarge ? Buffer.alloc(0) : content,
        tooLarge,
      })
    }
  } catch (error) {
    if (isTooLarge(error)) throw new Problem('too-large', 'The form is too large.', { cause: error })
    throw new Problem('invalid-input', 'The form could not be read. Send it again.', { cause: error })
  }
  return { fields, files }
}

/** Returns a visitor's text without what no database stores: NUL and lone surrogates. */
export function storableText(text: string): string {
  return text.replaceAll('\0', '').toWellFormed()
}

function fieldsOf(body: unknown): Record<string, string> {
  if (typeof body !== 'object' || body === null) return {}
  const fields: Record<string, string> = {}
  for (const [name, value] of Object.entries(body)) {
    const last = Array.isArray(value) ? value.at(-1) : value
    if (typeof last === 'string') fields[name] = storableText(last)
  }
  return fields
}

/** Returns a file's name without a path, control characters and marks that change the text direction; never empty. */
export function cleanName(name: string): string {
  const cleaned = name
    .split(/[/\\]/)
    .at(-1)
    ?.replace(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, '')
    .trim()
    .slice(-200)
  return cleaned && cleaned !== '.' && cleaned !== '..' ? cleaned : 'fichier'
}

function cleanType(type: string): string {
  return /^[\w!#$&^.+-]{1,80}\/[\w!#$&^.+-]{1,80}$/.test(type)
    ? type.toLowerCase()
    : 'application/octet-stream'
}

function isTooLarge(error: unknown): boolean {
  return error instanceof Error && 'statusCode' in error && error.statusCode === 413
}
