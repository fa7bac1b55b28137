/**
 * Decodes a part's content by its Content-Transfer-Encoding (RFC 2045 §6). An unknown or absent encoding returns the
 * bytes themselves (a view, not a copy). Never throws; linear in the length.
 */
export function decodeTransfer(bytes: Buffer, encoding: string): Buffer {
  switch (encoding) {
    case 'base64':
      return looksBase64(bytes) ? decodeBase64(bytes) : bytes
    case 'quoted-printable':
      return decodeQuoted(bytes)
    case 'x-uuencode':
    case 'uuencode':
    case 'x-uue':
      return decodeUuencode(bytes)
    default:
      return bytes
  }
}

/** Decodes Base64 and ignores anything else between its letters; several padded runs in sequence are joined. */
export function decodeBase64(bytes: Buffer): Buffer {
  const text = bytes.toString('latin1')
  const padding = text.indexOf('=')
  if (padding < 0 || /^[=\s]*$/.test(text.slice(padding, padding + 200)) === false) {
    const runs = text.split(/=+/, 100_000).filter((run) => run.trim() !== '')
    if (runs.length > 1) return Buffer.concat(runs.map((run) => Buffer.from(run, 'base64')))
  }
  return Buffer.from(text, 'base64')
}

/** Decodes quoted-printable; a `=` that begins no valid sequence stays as it is. */
export function decodeQuoted(bytes: Buffer): Buffer {
  if (bytes.indexOf(EQUALS) < 0) return bytes
  const decoded = Buffer.allocUnsafe(bytes.length)
  let length = 0
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i] ?? 0
    if (byte !== EQUALS) {
      decoded[length++] = byte
      continue
    }
    const high = hexValue(bytes[i + 1])
    const low = hexValue(bytes[i + 2])
    if (high >= 0 && low >= 0) {
      decoded[length++] = high * 16 + low
      i += 2
      continue
    }
    const after = softBreakEnd(bytes, i + 1)
    if (after < 0) decoded[length++] = byte
    else i = after - 1
  }
  return decoded.subarray(0, length)
}

const EQUALS = 0x3d

// Plain text under a base64 label would decode to garbage.
function looksBase64(bytes: Buffer): boolean {
  const sample = bytes.toString('latin1', 0, 2000)
  const strange = sample.replace(/[A-Za-z0-9+/=\r\n\t_-]/g, '').length
  return strange * 10 <= sample.length
}

function hexValue(byte: number | undefined): number {
  if (byte === undefined) return -1
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30
  if (byte >= 0x41 && byte <= 0x46) return byte - 0x37
  if (byte >= 0x61 && byte <= 0x66) return byte - 0x57
  return -1
}

// After "=": spaces, then the line end. Returns where the next line starts, or -1 when it is no soft break.
function softBreakEnd(bytes: Buffer, from: number): number {
  let i = from
  const farthest = from + 80
  while (i < farthest && (bytes[i] === 0x20 || bytes[i] === 0x09)) i++
  if (i >= bytes.length) return i
  if (bytes[i] === 0x0d && bytes[i + 1] === 0x0a) return i + 2
  return bytes[i] === 0x0a || bytes[i] === 0x0d ? i + 1 : -1
}

function decodeUuencode(bytes: Buffer): Buffer {
  const chunks: Buffer[] = []
  for (const line of bytes.toString('latin1').split(/\r?\n/)) {
    if (/^begin \d/.test(line) || line === '') continue
    if (line === 'end' || line === '`') break
    const length = (line.charCodeAt(0) - 32) & 63
    const chunk = Buffer.alloc(Math.ceil(length / 3) * 3)
    for (let i = 1, at = 0; at < length; i += 4, at += 3) {
      const group = [0, 1, 2, 3].map((n) => (((line.charCodeAt(i + n) || 32) - 32) & 63) >>> 0)
      const [a = 0, b = 0, c = 0, d = 0] = group
      chunk.writeUIntBE((a << 18) | (b << 12) | (c << 6) | d, at, 3)
    }
    chunks.push(chunk.subarray(0, length))
  }
  return Buffer.concat(chunks)
}
