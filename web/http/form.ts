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
// Enough to be told in words that it is too much, little enough that nobody fills our memory.
const LARGEST_UPLOAD = 100_000_000
const LIMITS = {
  fileSize: LARGEST_FORM_FILE,
  files: MOST_FORM_FILES + 5,
  fieldSize: LARGEST_FIELD,
  fields: MOST_FIELDS,
  parts: MOST_FIELDS + MOST_FORM_FILES + 5,
}

/**
 * What a form sent, whether url-encoded or multipart. A file beyond the limits comes without its content, marked
 * `tooLarge`, so that the page can say so and keep what was typed; the empty file a browser sends for an unused field is
 * left out. `too-large` when even the fields are beyond measure, `invalid-input` when it is no form.
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

/** What a visitor sent without what no database stores: NUL, and halves of characters. */
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

/** A file's name without path parts, control characters and marks that turn the writing direction; never empty. */
export function cleanName(name: string): string {
  const bare = name
    .split(/[/\\]/)
    .at(-1)
    ?.replace(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, '')
    .trim()
    .slice(-200)
  return bare && bare !== '.' && bare !== '..' ? bare : 'fichier'
}

function cleanType(type: string): string {
  return /^[\w!#$&^.+-]{1,80}\/[\w!#$&^.+-]{1,80}$/.test(type)
    ? type.toLowerCase()
    : 'application/octet-stream'
}

function isTooLarge(error: unknown): boolean {
  return error instanceof Error && 'statusCode' in error && error.statusCode === 413
}
