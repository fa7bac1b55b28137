import type { FastifyRequest } from 'fastify'
import { keepDirectLineFiles } from '../../core/chat/direct-line-file.ts'
import { LARGEST_CHAT_FILE, LARGEST_JSON, MOST_CHAT_FILES } from '../bot-settings.ts'
import { fileAddress } from './attachment-routes.ts'
import { readClientActivity } from './client-activity.ts'
import { ClientError } from './client-error.ts'
import type { DirectLineContext } from './direct-line-context.ts'
import type { Bearer } from './direct-line-token.ts'

const ACTIVITY_TYPE = 'application/vnd.microsoft.activity'
const LONGEST_NAME = 200
// The image types every browser displays.
const PICTURE = /^image\/(?:jpeg|png|gif|webp)$/

/**
 * Reads the files sent in one message, and the message if there is one (a part of its own, which clients send as a
 * file). The content determines a file's type. One file of an unsupported type refuses all of them, and the customer
 * learns which.
 */
export async function readUpload(
  channel: DirectLineContext,
  bearer: Bearer,
  request: FastifyRequest,
): Promise<ReturnType<typeof readClientActivity>> {
  if (!request.isMultipart()) throw new ClientError(415, 'BadArgument', 'Send files as multipart/form-data.')
  let sentActivity: unknown
  const files: { name: string; type: string; content: Uint8Array }[] = []
  for await (const part of request.parts()) {
    if (part.type !== 'file') continue
    const content = await part.toBuffer()
    if (part.fieldname === 'activity' || part.mimetype === ACTIVITY_TYPE) {
      if (content.byteLength > LARGEST_JSON) throw tooLarge(LARGEST_JSON)
      sentActivity = parsed(content)
      continue
    }
    if (part.file.truncated) throw tooLarge(LARGEST_CHAT_FILE)
    const type = typeByContent(content)
    const name = cleanName(part.filename)
    if (type === undefined) {
      throw new ClientError(415, 'BadArgument', `"${name}" is no picture, video, PDF or plain text.`)
    }
    files.push({ name, type, content })
  }
  if (files.length === 0) throw new ClientError(400, 'MissingProperty', 'There is no file in this upload.')
  if (files.length > MOST_CHAT_FILES) {
    throw new ClientError(413, 'MessageSizeTooBig', `At most ${MOST_CHAT_FILES} files go with one message.`)
  }
  const read = readClientActivity(sentActivity ?? { type: 'message', text: '' })
  const stored = await keepDirectLineFiles(channel.core, bearer.conversationId, files)
  read.activity.attachments = stored.map((file) => {
    const contentUrl = fileAddress(channel.core, file)
    // Web Chat shows customers their own pictures only with a thumbnail.
    const thumbnail = PICTURE.test(file.type) && { thumbnailUrl: contentUrl }
    return { contentType: file.type, contentUrl, name: file.name, ...thumbnail }
  })
  return read
}

function parsed(content: Buffer): unknown {
  try {
    return JSON.parse(content.toString('utf8'))
  } catch {
    throw new ClientError(400, 'BadArgument', 'The activity of this upload cannot be read.')
  }
}

function tooLarge(bytes: number): ClientError {
  return new ClientError(413, 'MessageSizeTooBig', `At most ${Math.floor(bytes / 1024)} kB are taken.`)
}

function cleanName(given: string): string {
  const name = given
    .normalize('NFC')
    .toWellFormed()
    .replace(/^.*[\\/]/, '')
    .replace(/[\p{Cc}\p{Cf}]/gu, '')
    .trim()
    .slice(-LONGEST_NAME)
  return name === '' || name === '.' || name === '..' ? 'fichier' : name
}

/** Returns a file's type by its content, or undefined for one the chat does not accept. */
function typeByContent(content: Uint8Array): string | undefined {
  const bytes = Buffer.from(content.buffer, content.byteOffset, content.byteLength)
  if (bytes.length === 0) return undefined
  const marked = MARKS.find(({ at, mark }) => bytes.subarray(at, at + mark.length).equals(mark))
  if (marked?.type === 'riff') return bytes.toString('latin1', 8, 12) === 'WEBP' ? 'image/webp' : undefined
  if (marked?.type === 'iso') return isoType(bytes.toString('latin1', 8, 12))
  if (marked) return marked.type
  return isText(bytes) ? 'text/plain' : undefined
}

// The first bytes of each type. Types that can hold a program or a page (archives, HTML, SVG) are not accepted.
const MARKS: readonly { at: number; mark: Buffer; type: string }[] = [
  { at: 0, mark: Buffer.from('ffd8ff', 'hex'), type: 'image/jpeg' },
  { at: 0, mark: Buffer.from('89504e470d0a1a0a', 'hex'), type: 'image/png' },
  { at: 0, mark: Buffer.from('GIF8', 'latin1'), type: 'image/gif' },
  { at: 0, mark: Buffer.from('RIFF', 'latin1'), type: 'riff' },
  { at: 4, mark: Buffer.from('ftyp', 'latin1'), type: 'iso' },
  { at: 0, mark: Buffer.from('%PDF-', 'latin1'), type: 'application/pdf' },
]

// ISO base media files (ISO/IEC 14496-12): the brand gives the type.
function isoType(brand: string): string | undefined {
  if (/^(?:heic|heix|mif1|msf1)$/.test(brand)) return 'image/heic'
  if (brand === 'qt  ') return 'video/quicktime'
  return /^(?:isom|iso\d|mp4\d|avc1|M4V |dash|3gp\d)$/.test(brand) ? 'video/mp4' : undefined
}

// Text is UTF-8 without control characters, and not a page that a browser would run.
function isText(bytes: Buffer): boolean {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters distinguish a program from a text.
    return !/[\0-\x08\x0e-\x1f]/.test(text) && !/<\s*(?:!doctype|html|script|svg|\?xml)/i.test(text)
  } catch {
    return false
  }
}
