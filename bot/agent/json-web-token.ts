import { type KeyObject, sign, verify } from 'node:crypto'

/** Claims of a token; times are seconds since 1970 (RFC 7519 §4.1). */
type Claims = Readonly<Record<string, unknown>>

/** A signed JSON Web Token, RS256 (RFC 7515, RFC 7518 §3.3). */
export function signToken(key: { keyId: string; privateKey: KeyObject }, claims: Claims): string {
  const head = encoded({ alg: 'RS256', typ: 'JWT', kid: key.keyId })
  const content = `${head}.${encoded(claims)}`
  return `${content}.${sign('sha256', Buffer.from(content), key.privateKey).toString('base64url')}`
}

/**
 * The claims of a token signed with this key for this audience by this issuer, and not expired at `now`; undefined for
 * every other. The algorithm is ours to say, never the token's (RFC 8725 §3.1).
 */
export function openToken(
  publicKey: KeyObject,
  token: string,
  expected: { issuer: string; audience: string; now: Date },
): Claims | undefined {
  const [head, body, signature, ...rest] = token.split('.')
  if (!head || !body || !signature || rest.length > 0) return undefined
  if (parsed(head)?.alg !== 'RS256') return undefined
  const content = Buffer.from(`${head}.${body}`)
  if (!verify('sha256', content, publicKey, Buffer.from(signature, 'base64url'))) return undefined
  const claims = parsed(body)
  if (!claims || claims.iss !== expected.issuer || claims.aud !== expected.audience) return undefined
  if (typeof claims.exp !== 'number' || claims.exp * 1000 <= expected.now.getTime()) return undefined
  return claims
}

/** The claims of a token as it says them, unchecked: good for choosing who is to check it, for nothing else. */
export function unprovenClaims(authorization: string): Claims | undefined {
  const [, body] = authorization.replace(/^Bearer /i, '').split('.')
  return body === undefined ? undefined : parsed(body)
}

function encoded(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}

function parsed(part: string): Claims | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'))
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Claims)
      : undefined
  } catch {
    return undefined
  }
}
