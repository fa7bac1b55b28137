import { createHmac, randomBytes, randomInt } from 'node:crypto'
import { Secret, TOTP } from 'otpauth'
import type { Core, Queryable, Trx } from '../kernel/core.ts'
import { HOUR } from '../kernel/duration.ts'
import type { MemberId } from '../kernel/id.ts'
import { Problem } from '../kernel/problem.ts'
import { openSealedText, sealText } from '../kernel/sealed-text.ts'
import type { Member } from '../member/member.ts'

/** RFC 6238 §4.1, §5.2: a code is valid for half a minute, and the one before and after it are accepted too. */
const PERIOD_SECONDS = 30
const STEPS_AROUND = 1
const DIGITS = 6
// RFC 4226 §4 R6 recommends 160 bits.
const SECRET_BYTES = 20
// A secret that somebody may have seen on an open desk must not be the one confirmed days later.
const SET_UP_WITHIN = HOUR

/** What a member enters into their authenticator: as a URL for the QR code, and as text to type. */
interface SecondFactorSetUp {
  /** `otpauth://totp/…` */
  url: string
  /** The secret in base32, in groups of four. */
  typed: string
}

/** Returns true when this member may not work without a second factor. */
export function needsSecondFactor(core: Core, member: Pick<Member, 'role'>): boolean {
  return core.settings.secondFactorFor?.includes(member.role) ?? false
}

/** Returns when a member's second factor was switched on; undefined when it is off. */
export async function secondFactorSince(db: Queryable, memberId: MemberId): Promise<Date | undefined> {
  const row = await db
    .selectFrom('second_factors')
    .select('confirmed_at')
    .where('member_id', '=', memberId)
    .executeTakeFirst()
  return row?.confirmed_at ?? undefined
}

/** Returns the members whose second factor is on. */
export async function membersWithSecondFactor(db: Queryable): Promise<Set<MemberId>> {
  const rows = await db
    .selectFrom('second_factors')
    .select('member_id')
    .where('confirmed_at', 'is not', null)
    .execute()
  return new Set(rows.map((row) => row.member_id))
}

/** Returns what to enter into the authenticator; the same until confirmed. Throws `already-done` when one is on. */
export async function beginSecondFactor(
  core: Core,
  member: Pick<Member, 'id' | 'email'>,
  issuer: string,
): Promise<SecondFactorSetUp> {
  const secret = new Secret({ buffer: Uint8Array.from(randomBytes(SECRET_BYTES)).buffer })
  const { secretKeys } = core.settings
  const now = core.clock.now()
  await core.db
    .deleteFrom('second_factors')
    .where('member_id', '=', member.id)
    .where('confirmed_at', 'is', null)
    .where('created_at', '<', new Date(now.getTime() - SET_UP_WITHIN))
    .execute()
  await core.db
    .insertInto('second_factors')
    .values({
      member_id: member.id,
      sealed_secret: sealText(secretKeys, sealingPurpose(member.id), secret.base32),
      created_at: now,
      confirmed_at: null,
      last_step: null,
    })
    .onConflict((conflict) => conflict.column('member_id').doNothing())
    .execute()
  const row = await core.db
    .selectFrom('second_factors')
    .selectAll()
    .where('member_id', '=', member.id)
    .executeTakeFirstOrThrow()
  if (row.confirmed_at) throw new Problem('already-done', 'A second factor is on already.')
  const totp = totpOf(core, member.id, row.sealed_secret)
  totp.issuer = issuer
  totp.label = member.email
  const typed = totp.secret.base32.match(/.{1,4}/g)?.join(' ') ?? ''
  return { url: totp.toString(), typed }
}

/**
 * Accepts a code of a member's authenticator, once: neither it nor an earlier one is accepted again. `confirming`
 * accepts the first code, of a second factor that is not on yet. Returns false for a wrong code or without a factor.
 */
export async function takeCode(
  core: Core,
  trx: Trx,
  { memberId, code, confirming = false }: { memberId: MemberId; code: string; confirming?: boolean },
): Promise<boolean> {
  const row = await trx
    .selectFrom('second_factors')
    .selectAll()
    .where('member_id', '=', memberId)
    .where('confirmed_at', confirming ? 'is' : 'is not', null)
    .forUpdate()
    .executeTakeFirst()
  const token = code.replace(/\s/g, '')
  if (!row || !/^\d{6}$/.test(token)) return false
  const now = core.clock.now()
  const timestamp = now.getTime()
  const delta = totpOf(core, memberId, row.sealed_secret).validate({ token, timestamp, window: STEPS_AROUND })
  if (delta === null) return false
  const step = Math.floor(timestamp / 1000 / PERIOD_SECONDS) + delta
  if (row.last_step !== null && step <= row.last_step) return false
  await trx
    .updateTable('second_factors')
    .set({ last_step: step, confirmed_at: row.confirmed_at ?? now })
    .where('member_id', '=', memberId)
    .execute()
  return true
}

/** Removes a member's second factor with its recovery codes. Returns false when none was on. */
export async function dropSecondFactor(trx: Trx, memberId: MemberId): Promise<boolean> {
  await trx.deleteFrom('recovery_codes').where('member_id', '=', memberId).execute()
  const dropped = await trx
    .deleteFrom('second_factors')
    .where('member_id', '=', memberId)
    .returning('confirmed_at')
    .executeTakeFirst()
  return dropped !== undefined && dropped.confirmed_at !== null
}

function totpOf(core: Core, memberId: MemberId, sealed: string): TOTP {
  const secret = openSealedText(core.settings.secretKeys, sealingPurpose(memberId), sealed)
  if (secret === null) {
    throw new Problem(
      'not-available',
      'This second factor was sealed with a key that is no longer in SECRET_KEYS. Put the key back, or have an administrator reset the factor.',
    )
  }
  // What every authenticator supports; some silently ignore other algorithms.
  return new TOTP({ secret, algorithm: 'SHA1', digits: DIGITS, period: PERIOD_SECONDS })
}

function sealingPurpose(memberId: MemberId): string {
  return `second factor of ${memberId}`
}

/** How many codes a member gets at once. */
const RECOVERY_CODES = 10
// Without letters that are confused with one another; twelve of them are 58 bits, far beyond the rate limit on guesses.
const RECOVERY_LETTERS = '23456789ABCDEFGHJKMNPQRSTVWXYZ'
const RECOVERY_LENGTH = 12

/** Returns ten new codes for a member (`K7QM-2XHT-9PWD`); earlier ones become invalid. Only hashes are stored. */
export async function makeRecoveryCodes(core: Core, trx: Trx, memberId: MemberId): Promise<string[]> {
  const codes = new Set<string>()
  while (codes.size < RECOVERY_CODES) codes.add(mintRecoveryCode())
  await trx.deleteFrom('recovery_codes').where('member_id', '=', memberId).execute()
  const now = core.clock.now()
  const rows = [...codes].map((code) => ({
    member_id: memberId,
    code_hash: hashRecoveryCode(core, memberId, code, 0),
    made_at: now,
    used_at: null,
  }))
  await trx.insertInto('recovery_codes').values(rows).execute()
  return [...codes].map((code) => code.match(/.{4}/g)?.join('-') ?? code)
}

/** Uses a recovery code, in any spelling. Returns false when it is not one of the member's, or was used. */
export async function takeRecoveryCode(
  core: Core,
  trx: Trx,
  { memberId, code }: { memberId: MemberId; code: string },
): Promise<boolean> {
  const typed = code.toUpperCase().replace(/[^0-9A-Z]/g, '')
  if (typed.length !== RECOVERY_LENGTH) return false
  // The keys may have been rotated since; any of them verifies.
  const hashes = core.settings.secretKeys.map((_, index) => hashRecoveryCode(core, memberId, typed, index))
  const used = await trx
    .updateTable('recovery_codes')
    .set({ used_at: core.clock.now() })
    .where('member_id', '=', memberId)
    .where('code_hash', 'in', hashes)
    .where('used_at', 'is', null)
    .returning('code_hash')
    .execute()
  return used.length > 0
}

/** Returns how many unused recovery codes a member has. */
export async function countRecoveryCodes(db: Queryable, memberId: MemberId): Promise<number> {
  const { left } = await db
    .selectFrom('recovery_codes')
    .select(({ fn }) => fn.countAll<string>().as('left'))
    .where('member_id', '=', memberId)
    .where('used_at', 'is', null)
    .executeTakeFirstOrThrow()
  return Number(left)
}

function mintRecoveryCode(): string {
  return Array.from({ length: RECOVERY_LENGTH }, () =>
    RECOVERY_LETTERS.charAt(randomInt(RECOVERY_LETTERS.length)),
  ).join('')
}

function hashRecoveryCode({ settings }: Core, memberId: MemberId, code: string, keyIndex: number): string {
  const { key } = settings.secretKeys[keyIndex] ?? settings.secretKeys[0]
  return createHmac('sha256', key).update(`recovery code\0${memberId}\0${code}`).digest('base64url')
}
