import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'
import type { SigningKey, SigningKeys } from './signed-link.ts'

const VERSION = 'v1'
const IV_BYTES = 12
const TAG_BYTES = 16

/**
 * Encrypts a text for storage: AES-256-GCM (NIST SP 800-38D) with a key derived from the first secret key (HKDF,
 * RFC 5869). `purpose` is authenticated with it: a text sealed for one row does not open in another.
 */
export function sealText(
  secretKeys: SigningKeys,
  purpose: string,
  text: string,
  random: (bytes: number) => Buffer = randomBytes,
): string {
  const iv = random(IV_BYTES)
  const cipher = createCipheriv('aes-256-gcm', derivedKey(secretKeys[0]), iv, { authTagLength: TAG_BYTES })
  cipher.setAAD(Buffer.from(purpose))
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
  return `${VERSION}.${Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64url')}`
}

/** Returns a text sealed by `sealText` with any of the keys; null when none of them opens it or it was altered. */
export function openSealedText(secretKeys: SigningKeys, purpose: string, sealed: string): string | null {
  const [version, encoded] = sealed.split('.')
  if (version !== VERSION || encoded === undefined) return null
  const bytes = Buffer.from(encoded, 'base64url')
  if (bytes.length < IV_BYTES + TAG_BYTES) return null
  for (const key of secretKeys) {
    const text = openWith(key, purpose, bytes)
    if (text !== null) return text
  }
  return null
}

function openWith(key: SigningKey, purpose: string, bytes: Buffer): string | null {
  const iv = bytes.subarray(0, IV_BYTES)
  const decipher = createDecipheriv('aes-256-gcm', derivedKey(key), iv, { authTagLength: TAG_BYTES })
  decipher.setAAD(Buffer.from(purpose))
  decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES))
  try {
    const opened = [decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]
    return Buffer.concat(opened).toString('utf8')
  } catch {
    return null
  }
}

function derivedKey(key: SigningKey): Buffer {
  return Buffer.from(hkdfSync('sha256', key.key, '', 'agafort sealed text', 32))
}
