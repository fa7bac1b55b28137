import { createHash, randomBytes } from 'node:crypto'

/** A token nobody can guess: 256 random bits, fit for a URL or a cookie. */
export function mintToken(): string {
  return randomBytes(32).toString('base64url')
}

/** What is stored of a token: who reads the table cannot use it. No salt needed, there is nothing to guess. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('base64url')
}
