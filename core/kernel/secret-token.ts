import { createHash, randomBytes } from 'node:crypto'

/** Returns an unguessable token: 256 random bits, fit for a URL or a cookie. */
export function mintToken(): string {
  return randomBytes(32).toString('base64url')
}

/** Returns what is stored of a token, so that a reader of the table cannot use it. Random input needs no salt. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('base64url')
}
