const TOLERATED_SECONDS = 300

/**
 * What a receiver makes of a signed notice, from the published contract alone: an HMAC-SHA256 (RFC 2104) over
 * `<unix seconds>.<body>`, made at most five minutes from `now`. Web Crypto stands in for the receiver's own library.
 */
export async function webhookVerdict(
  secret: string,
  header: string,
  body: string,
  now: Date,
): Promise<'genuine' | 'malformed' | 'altered' | 'too-old'> {
  const [, seconds, hex] = /^t=(\d{1,12}),v1=([0-9a-f]{64})$/.exec(header) ?? []
  if (seconds === undefined || hex === undefined) return 'malformed'
  const algorithm = { name: 'HMAC', hash: 'SHA-256' }
  const key = await crypto.subtle.importKey('raw', Buffer.from(secret), algorithm, false, ['verify'])
  const signed = Buffer.from(`${seconds}.${body}`)
  if (!(await crypto.subtle.verify('HMAC', key, Buffer.from(hex, 'hex'), signed))) return 'altered'
  const apart = Math.abs(Math.floor(now.getTime() / 1000) - Number(seconds))
  return apart <= TOLERATED_SECONDS ? 'genuine' : 'too-old'
}
