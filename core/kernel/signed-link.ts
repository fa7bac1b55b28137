import { createHmac, timingSafeEqual } from 'node:crypto'
import type { OutboxId } from './id.ts'
import { parseReference, type Reference, type ReferenceThread } from './reference.ts'

/** What a link opens; a link for one purpose never opens another. */
type LinkPurpose =
  | 'ticket'
  | 'satisfaction'
  | 'address-proof'
  | 'plus-address'
  | 'chat'
  | 'chat-resume'
  | 'chat-file'

/** One key and its identifier in links. */
export interface SigningKey {
  readonly id: Buffer
  /** As text: node computes a MAC with it four times as fast as with the same bytes, and each mail takes four. */
  readonly key: string
}

/** The first key signs, all of them verify. A new one is put in front; old ones stay while their links must work. */
export type SigningKeys = readonly [SigningKey, ...SigningKey[]]

type OpenedLink = { ok: true; subject: string } | { ok: false; why: 'altered' | 'expired' }

/** Returns signing keys made of secrets, each used as written. Throws when there is none. */
export function signingKeys(secrets: readonly string[]): SigningKeys {
  const [first, ...others] = secrets.map((key) => ({
    id: digest(key, 'key-id').subarray(0, KEY_ID_BYTES),
    key,
  }))
  if (!first) throw new Error('There is no key to sign with. Set SECRET_KEYS.')
  return [first, ...others]
}

/**
 * Returns a token for a URL: its `subject`, its expiry, and a signature over both and the purpose. Every holder can
 * read it, so the subject must not be a secret. Without `expiresAt` it is valid until its key is removed.
 */
export function signLink(
  keys: SigningKeys,
  link: { purpose: LinkPurpose; subject: string; expiresAt?: Date | undefined },
): string {
  const head = Buffer.alloc(HEAD_BYTES)
  keys[0].id.copy(head)
  head.writeUIntBE(link.expiresAt?.getTime() ?? NEVER, KEY_ID_BYTES, TIME_BYTES)
  const content = Buffer.concat([head, Buffer.from(link.subject, 'utf8')])
  return Buffer.concat([content, linkSignature(keys[0], link.purpose, content)]).toString('base64url')
}

/**
 * Returns a token's subject. `altered`: not ours, of another purpose, or signed with an unknown key. `expired`: ours,
 * but `now` is not before its end.
 */
export function openLink(keys: SigningKeys, purpose: LinkPurpose, token: string, now: Date): OpenedLink {
  const bytes = Buffer.from(token, 'base64url')
  // The decoder skips unknown characters and ignores spare bits: two spellings of one token must not both open.
  if (bytes.toString('base64url') !== token || bytes.length < HEAD_BYTES + SIGNATURE_BYTES) {
    return { ok: false, why: 'altered' }
  }
  const content = bytes.subarray(0, -SIGNATURE_BYTES)
  const signature = bytes.subarray(-SIGNATURE_BYTES)
  const signer = keys.find(
    (key) =>
      key.id.equals(content.subarray(0, KEY_ID_BYTES)) &&
      timingSafeEqual(linkSignature(key, purpose, content), signature),
  )
  if (!signer) return { ok: false, why: 'altered' }
  const expiresAt = content.readUIntBE(KEY_ID_BYTES, TIME_BYTES)
  if (expiresAt !== NEVER && now.getTime() >= expiresAt) return { ok: false, why: 'expired' }
  return { ok: true, subject: content.subarray(HEAD_BYTES).toString('utf8') }
}

/**
 * Returns the address for replies: `contact+agf-7k2m9qwx-<signature>@agafort.example`. A seller's thread has
 * `contact+agf-7k2m9qwxs-<signature>@…`; neither can be derived from the other. All lower case, for mail servers that
 * fold it. It adds at most 25 characters to the local part, which may have 64 (RFC 5321 §4.5.3.1.1).
 */
export function signedPlusAddress(
  keys: SigningKeys,
  base: string,
  reference: Reference,
  thread: ReferenceThread = 'customer',
): string {
  const at = base.lastIndexOf('@')
  const letters = `${referenceLetters(reference)}${thread === 'seller' ? SELLER : ''}`
  return `${base.slice(0, at)}+agf-${letters}-${shortSignature(keys[0], 'plus-address', letters)}${base.slice(at)}`
}

/** Returns the reference in one of our plus-addresses and the thread it is for; undefined for every other address. */
export function openReplyAddress(
  keys: SigningKeys,
  address: string,
): { reference: Reference; thread: ReferenceThread } | undefined {
  const [, letters = '', seller = '', signature] = PLUS_ADDRESS.exec(address.toLowerCase()) ?? []
  if (signature === undefined) return undefined
  if (!signedByAny(keys, 'plus-address', `${letters}${seller}`, signature)) return undefined
  const found = parseReference(letters)
  if (found?.kind !== 'valid') return undefined
  return { reference: found.reference, thread: seller === SELLER ? 'seller' : 'customer' }
}

/**
 * Returns the Message-ID of an outbox row's mail, `<agf.<32 hex digits>.<signature>@domain>` (RFC 5322 §3.6.4). It is
 * the same for one row while the first key stays, so that a mail sent again after a crash can be deduplicated.
 */
export function ownMessageId(keys: SigningKeys, outboxId: OutboxId, domain: string): string {
  const hex = outboxId.replaceAll('-', '').toLowerCase()
  return `<agf.${hex}.${shortSignature(keys[0], 'message-id', hex)}@${domain}>`
}

/** Returns the outbox row of one of our Message-IDs, with or without angle brackets; undefined for every other one. */
export function openOwnMessageId(keys: SigningKeys, messageId: string): OutboxId | undefined {
  const [, hex, signature] = OWN_MESSAGE_ID.exec(messageId.trim().toLowerCase()) ?? []
  if (hex === undefined || signature === undefined) return undefined
  if (!signedByAny(keys, 'message-id', hex, signature)) return undefined
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join(
    '-',
  ) as OutboxId
}

const KEY_ID_BYTES = 3
const TIME_BYTES = 6
const HEAD_BYTES = KEY_ID_BYTES + TIME_BYTES
// Half of SHA-256's output, the minimum of RFC 2104 §5.
const SIGNATURE_BYTES = 16
const NEVER = 2 ** (8 * TIME_BYTES) - 1

// 50 bits: short enough for an address, and each guess costs a mail to us.
const SHORT_SIGNATURE = 10
const BASE32 = '0123456789abcdefghjkmnpqrstvwxyz'
const SELLER = 's'
const PLUS_ADDRESS = /\+agf-([0-9a-z]{8})(s?)-([0-9a-z]{10})@/
const OWN_MESSAGE_ID = /^<?agf\.([0-9a-f]{32})\.([0-9a-z]{10})@[^\s<>@]+>?$/

function linkSignature({ key }: SigningKey, purpose: LinkPurpose, content: Buffer): Buffer {
  return digest(key, `link ${purpose}`, content).subarray(0, SIGNATURE_BYTES)
}

function signedByAny(keys: SigningKeys, purpose: string, text: string, signature: string): boolean {
  return keys.some((key) =>
    timingSafeEqual(Buffer.from(shortSignature(key, purpose, text)), Buffer.from(signature)),
  )
}

function shortSignature({ key }: SigningKey, purpose: string, text: string): string {
  const bytes = digest(key, purpose, Buffer.from(text, 'utf8'))
  let letters = ''
  // 256 is a multiple of 32, so the low five bits of each byte are as uniform as the byte.
  for (let i = 0; i < SHORT_SIGNATURE; i++) letters += BASE32.charAt((bytes[i] ?? 0) & 31)
  return letters
}

// A NUL, which no purpose contains, follows the purpose: no two pairs of purpose and content give the same input.
function digest(key: string, purpose: string, content: Buffer = Buffer.alloc(0)): Buffer {
  return createHmac('sha256', key).update(`agafort ${purpose}\0`).update(content).digest()
}

function referenceLetters(reference: Reference): string {
  return reference.replace(/^AGF-/, '').replace('-', '').toLowerCase()
}
