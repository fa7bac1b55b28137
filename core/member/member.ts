import type { Selectable } from 'kysely'
import type { MembersTable } from '../../db/schema.ts'
import type { Core, Queryable } from '../kernel/core.ts'
import { type MemberId, newId } from '../kernel/id.ts'
import { hashPassword } from '../kernel/password.ts'
import { Problem } from '../kernel/problem.ts'
import type { Language } from '../policy/language.ts'
import type { Role } from '../policy/role.ts'
import { recordMemberAudit } from './audit-log.ts'

/** A person who works here. */
export interface Member {
  id: MemberId
  name: string
  /** Lower-case. */
  email: string
  role: Role
  language: Language
  /** False until a first password is set by the invitation. */
  hasPassword: boolean
  createdAt: Date
}

interface NewMember {
  name: string
  email: string
  role: Role
  language: Language
  /** Undefined: the member sets one by an invitation (see invitation.ts). */
  password?: string
  /** Who adds the member, for the audit log. */
  by?: MemberId
}

/** Adds a member. Throws `already-done` for a taken address, `invalid-input` for an empty name or unusable address. */
export async function createMember(core: Core, wanted: NewMember): Promise<Member> {
  const now = core.clock.now()
  const name = wanted.name.trim()
  const email = normalEmail(wanted.email)
  if (name === '') throw new Problem('invalid-input', 'A member needs a name.')
  const { role, language, password, by } = wanted
  const password_hash =
    password === undefined ? null : await hashPassword(password, core.settings.passwordCost)
  return core.db.transaction().execute(async (trx) => {
    const id = newId<'member'>(now)
    const row = await trx
      .insertInto('members')
      .values({ id, name, email, password_hash, role, language, created_at: now, deactivated_at: null })
      .onConflict((conflict) => conflict.column('email').doNothing())
      .returningAll()
      .executeTakeFirst()
    if (!row) throw new Problem('already-done', 'There is a member with this e-mail address already.')
    if (by)
      await recordMemberAudit(trx, { kind: 'member-added', memberId: id, detail: { role }, by, at: now })
    return toMember(row)
  })
}

/** Returns the member with this id, unless deactivated. */
export async function findMember(db: Queryable, id: MemberId): Promise<Member | undefined> {
  const row = await activeMembers(db).where('id', '=', id).executeTakeFirst()
  return row && toMember(row)
}

/** Returns the member with this e-mail address, in any case, unless deactivated. */
export async function findMemberByEmail(db: Queryable, email: string): Promise<Member | undefined> {
  const row = await activeMembers(db).where('email', '=', email.trim().toLowerCase()).executeTakeFirst()
  return row && toMember(row)
}

/** Returns all active members, by name. */
export async function listMembers(db: Queryable): Promise<Member[]> {
  return (await activeMembers(db).orderBy('name').orderBy('id').execute()).map(toMember)
}

/** Changes a member's role. `by` is recorded in the audit log. */
export async function changeRole(
  core: Core,
  { memberId, role, by }: { memberId: MemberId; role: Role; by?: MemberId },
): Promise<void> {
  const at = core.clock.now()
  await core.db.transaction().execute(async (trx) => {
    await trx.updateTable('members').set({ role }).where('id', '=', memberId).execute()
    if (by) await recordMemberAudit(trx, { kind: 'role-changed', memberId, detail: { role }, by, at })
  })
}

/** Sets the language of a member's desk. */
export async function changeMemberLanguage(
  core: Core,
  change: { memberId: MemberId; language: Language },
): Promise<void> {
  await core.db
    .updateTable('members')
    .set({ language: change.language })
    .where('id', '=', change.memberId)
    .execute()
}

/** Deactivates a member for good. Their sessions, unused invitations and clearances end; what they wrote stays. */
export async function deactivateMember(core: Core, memberId: MemberId, by?: MemberId): Promise<void> {
  const now = core.clock.now()
  await core.db.transaction().execute(async (trx) => {
    await trx.updateTable('members').set({ deactivated_at: now }).where('id', '=', memberId).execute()
    await trx
      .updateTable('sessions')
      .set({ revoked_at: now })
      .where('member_id', '=', memberId)
      .where('revoked_at', 'is', null)
      .execute()
    await trx.deleteFrom('clearances').where('member_id', '=', memberId).execute()
    if (by) await recordMemberAudit(trx, { kind: 'member-deactivated', memberId, detail: {}, by, at: now })
  })
}

/** Returns an e-mail address in the form members are found by: trimmed, lower-case. Throws `invalid-input`. */
export function normalEmail(typed: string): string {
  const email = typed.trim().toLowerCase()
  if (!/^[^\s@]{1,64}@[^\s@]{1,253}$/.test(email)) {
    throw new Problem('invalid-input', 'This e-mail address is not complete.')
  }
  return email
}

function activeMembers(db: Queryable) {
  return db.selectFrom('members').selectAll().where('deactivated_at', 'is', null)
}

function toMember(row: Selectable<MembersTable>): Member {
  return {
    id: row.id,
    name: row.name,
    email: row.email,
    role: row.role,
    language: row.language,
    hasPassword: row.password_hash !== null,
    createdAt: row.created_at,
  }
}
