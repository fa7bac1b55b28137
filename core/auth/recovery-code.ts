import { createHmac, randomInt } from 'node:crypto'
import type { Core, Queryable, Trx } from '../kernel/core.ts'
import type { MemberId } from '../kernel/id.ts'

/** How many a member gets at once. */
export const RECOVERY_CODES = 10
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
