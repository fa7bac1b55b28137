/** A file that says by its content what it is: its type, or undefined for one the chat does not take. */
export function typeByContent(content: Uint8Array): string | undefined {
  const bytes = Buffer.from(content.buffer, content.byteOffset, content.byteLength)
  if (bytes.length === 0) return undefined
  const marked = MARKS.find(({ at, mark }) => bytes.subarray(at, at + mark.length).equals(mark))
  if (marked?.type === 'riff') return bytes.toString('latin1', 8, 12) === 'WEBP' ? 'image/webp' : undefined
  if (marked?.type === 'iso') return isoType(bytes.toString('latin1', 8, 12))
  if (marked) return marked.type
  return isText(bytes) ? 'text/plain' : undefined
}

// The first bytes of each kind. What can hold a program or a page of its own (archives, HTML, SVG) is not taken.
const MARKS: readonly { at: number; mark: Buffer; type: string }[] = [
  { at: 0, mark: Buffer.from('ffd8ff', 'hex'), type: 'image/jpeg' },
  { at: 0, mark: Buffer.from('89504e470d0a1a0a', 'hex'), type: 'image/png' },
  { at: 0, mark: Buffer.from('GIF8', 'latin1'), type: 'image/gif' },
  { at: 0, mark: Buffer.from('RIFF', 'latin1'), type: 'riff' },
  { at: 4, mark: Buffer.from('ftyp', 'latin1'), type: 'iso' },
  { at: 0, mark: Buffer.from('%PDF-', 'latin1'), type: 'application/pdf' },
]

// ISO base media files (ISO/IEC 14496-12): the brand says which.
function isoType(brand: string): string | undefined {
  if (/^(?:heic|heix|mif1|msf1)$/.test(brand)) return 'image/heic'
  if (brand === 'qt  ') return 'video/quicktime'
  return /^(?:isom|iso\d|mp4\d|avc1|M4V |dash|3gp\d)$/.test(brand) ? 'video/mp4' : undefined
}

// Text is UTF-8 without control characters, and no page a browser would run.
function isText(bytes: Buffer): boolean {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what tells a program from a text.
    return !/[\0-\x08\x0e-\x1f]/.test(text) && !/<\s*(?:!doctype|html|script|svg|\?xml)/i.test(text)
  } catch {
    return false
  }
}
