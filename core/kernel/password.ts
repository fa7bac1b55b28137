import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto'
import { Problem } from './problem.ts'

export const SHORTEST_PASSWORD = 12
export const LONGEST_PASSWORD = 200

/** How dear a hash is: scrypt's own parameters. */
export interface PasswordCost {
  N: number
  r: number
  p: number
}

// OWASP's second recommendation: 32 MB and about a quarter of a second. A lower cost makes a stolen table readable;
// a higher one lets a few concurrent sign-ins exhaust a small server.
export const PASSWORD_COST: PasswordCost = { N: 2 ** 15, r: 8, p: 3 }
const KEY_BYTES = 32
const SALT_BYTES = 16

/** Returns a password's hash with its salt and cost: `scrypt$N$r$p$salt$key`, so that the cost can be raised later. */
export async function hashPassword(password: string, cost = PASSWORD_COST): Promise<string> {
  const salt = randomBytes(SALT_BYTES)
  const key = await derive(password, salt, cost)
  return ['scrypt', cost.N, cost.r, cost.p, salt.toString('base64url'), key.toString('base64url')].join('$')
}

/**
 * Returns true when the password is the one hashed. A null hash means no such member, or no password set yet.
 * It returns false after the same work, so that the time taken reveals nothing.
 */
export async function isPassword(
  password: string,
  hash: string | null,
  cost = PASSWORD_COST,
): Promise<boolean> {
  const stored = hash === null ? null : readHash(hash)
  const salt = stored?.salt ?? Buffer.alloc(SALT_BYTES)
  const key = await derive(password, salt, stored?.cost ?? cost)
  return stored !== null && stored.key.length === key.length && timingSafeEqual(stored.key, key)
}

/** Throws `invalid-input` for a password that is too short or too long. */
export function refuseWeak(password: string): void {
  if (password.length < SHORTEST_PASSWORD) {
    throw new Problem('invalid-input', `A password has at least ${SHORTEST_PASSWORD} characters.`)
  }
  if (password.length > LONGEST_PASSWORD) {
    throw new Problem('invalid-input', `A password has at most ${LONGEST_PASSWORD} characters.`)
  }
}

function readHash(hash: string): { cost: PasswordCost; salt: Buffer; key: Buffer } | null {
  const [name, N, r, p, salt, key] = hash.split('$')
  if (name !== 'scrypt' || salt === undefined || key === undefined) return null
  const cost = { N: Number(N), r: Number(r), p: Number(p) }
  return { cost, salt: Buffer.from(salt, 'base64url'), key: Buffer.from(key, 'base64url') }
}

function derive(password: string, salt: Buffer, cost: PasswordCost): Promise<Buffer> {
  const options: ScryptOptions = { ...cost, maxmem: 256 * cost.N * cost.r }
  return new Promise((resolve, reject) => {
    // The same word typed on two keyboards may be composed differently (NFD on a Mac).
    scrypt(password.normalize('NFKC'), salt, KEY_BYTES, options, (error, key) =>
      error ? reject(error) : resolve(key),
    )
  })
}
