import { createHmac, randomBytes, randomInt } from 'node:crypto'
import { Secret, TOTP } from 'otpauth'
import type { Core, Queryable, Trx } from '../kernel/core.ts'
import { HOUR } from '../kernel/duration.ts'
import type { MemberId } from '../kernel/id.ts'
import { Problem } from '../kernel/problem.ts'
import { openSealedText, sealText } from '../kernel/sealed-text.ts'
import type { Member } from '../member/member.ts'

/** RFC 6238 §4.1, §5.2: a code holds half a minute, and the one before and after it are taken too. */
const PERIOD_SECONDS = 30
const STEPS_AROUND = 1
const DIGITS = 6
// RFC 4226 §4 R6 recommends 160 bits.
const SECRET_BYTES = 20
// A secret someone may have seen on an open desk is not the one confirmed days later.
const SET_UP_WITHIN = HOUR

/** What a member puts into their authenticator: as an address for the picture, and as text to type. */
interface SecondFactorSetUp {
  /** `otpauth://totp/…` */
  url: string
  /** The secret in base32, in groups of four. */
  typed: string
}

/** True when this member may not work without a second factor. */
export function needsSecondFactor(core: Core, member: Pick<Member, 'role'>): boolean {
  return core.settings.secondFactorFor?.includes(member.role) ?? false
}

/** When a member's second factor was switched on; undefined when it is off. */
export async function secondFactorSince(db: Queryable, memberId: MemberId): Promise<Date | undefined> {
  const row = await db
    .selectFrom('second_factors')
    .select('confirmed_at')
    .where('member_id', '=', memberId)
    .executeTakeFirst()
  return row?.confirmed_at ?? undefined
}

/** The members whose second factor is on. */
export async function membersWithSecondFactor(db: Queryable): Promise<Set<MemberId>> {
  const rows = await db
    .selectFrom('second_factors')
    .select('member_id')
    .where('confirmed_at', 'is not', null)
    .execute()
  return new Set(rows.map((row) => row.member_id as MemberId))
}

/** What to put into the authenticator; the same until a code confirms it. `already-done` when a second factor is on. */
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
 * Takes a code of a member's authenticator, once: neither it nor one before it is taken again. `confirming` takes the
 * first code, of a second factor that is not on yet. False for a wrong code, and where there is nothing to compare with.
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

/** Takes a member's second factor away, with its recovery codes. False when there was none. */
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
  // What every authenticator understands; other algorithms are silently ignored by some.
  return new TOTP({ secret, algorithm: 'SHA1', digits: DIGITS, period: PERIOD_SECONDS })
}

function sealingPurpose(memberId: MemberId): string {
  return `second factor of ${memberId}`
}

/** How many a member gets at once. */
const RECOVERY_CODES = 10
// Without letters that are taken for one another; twelve of them are 58 bits, far beyond what the brakes let be guessed.
const RECOVERY_LETTERS = '23456789ABCDEFGHJKMNPQRSTVWXYZ'
const RECOVERY_LENGTH = 12

/** Makes a member ten new codes, in groups of four (`K7QM-2XHT-9PWD`); those made before are worth nothing. Kept as hashes only. */
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

/** Uses a code up, however it was typed. False when it is none of the member's, or was used. */
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

/** How many of a member's codes are left. */
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
