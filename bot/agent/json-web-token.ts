import { type KeyObject, sign, verify } from 'node:crypto'

/** Claims of a token; times are seconds since 1970 (RFC 7519 §4.1). */
type Claims = Readonly<Record<string, unknown>>

/** Returns a signed JSON Web Token, RS256 (RFC 7515, RFC 7518 §3.3). */
export function signToken(key: { keyId: string; privateKey: KeyObject }, claims: Claims): string {
  const head = encoded({ alg: 'RS256', typ: 'JWT', kid: key.keyId })
  const content = `${head}.${encoded(claims)}`
  return `${content}.${sign('sha256', Buffer.from(content), key.privateKey).toString('base64url')}`
}

/**
 * Returns the claims of a token that this key signed, for this audience by this issuer, and that has not expired at
 * `now`. Otherwise undefined. We fix the algorithm, never the token (RFC 8725 §3.1).
 */
export function openToken(
  publicKey: KeyObject,
  token: string,
  expected: { issuer: string; audience: string; now: Date },
): Claims | undefined {
  const [head, body, signature, ...rest] = token.split('.')
  if (!head || !body || !signature || rest.length > 0) return undefined
  if (parseClaims(head)?.alg !== 'RS256') return undefined
  const content = Buffer.from(`${head}.${body}`)
  if (!verify('sha256', content, publicKey, Buffer.from(signature, 'base64url'))) return undefined
  const claims = parseClaims(body)
  if (!claims || claims.iss !== expected.issuer || claims.aud !== expected.audience) return undefined
  if (typeof claims.exp !== 'number' || claims.exp * 1000 <= expected.now.getTime()) return undefined
  return claims
}

/** Returns the claims of a token unverified. Use them only to choose who verifies the token. */
export function unprovenClaims(authorization: string): Claims | undefined {
  const [, body] = authorization.replace(/^Bearer /i, '').split('.')
  return body === undefined ? undefined : parseClaims(body)
}

function encoded(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}

function parseClaims(segment: string): Claims | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(segment, 'base64url').toString('utf8'))
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Claims)
      : undefined
  } catch {
    return undefined
  }
}
