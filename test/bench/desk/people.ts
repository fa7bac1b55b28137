import type { Kysely } from 'kysely'
import { openSession } from '../../../core/auth/session.ts'
import type { Core } from '../../../core/kernel/core.ts'
import type { MemberId } from '../../../core/kernel/id.ts'
import type { Database } from '../../../db/schema.ts'
import { sessionCookieName } from '../../../web/http/cookie.ts'

/** A signed-in member of the seeded database. */
export interface Looker {
  name: string
  id: MemberId
  /** As a browser sends it. */
  cookie: string
}

/** Returns an agent without clearance for any sensitive lane, and an investigator and a supervisor cleared for all. */
export async function threeLookers(core: Core): Promise<Looker[]> {
  const agent = await memberOf(core.db, 'membre-4@agafort.example')
  await core.db.deleteFrom('clearances').where('member_id', '=', agent).execute()
  const investigator = await memberOf(core.db, 'membre-1@agafort.example')
  const supervisor = await memberOf(core.db, 'membre-10@agafort.example')
  return [
    { name: 'agent', id: agent, cookie: await cookieOf(core, agent) },
    { name: 'investigator', id: investigator, cookie: await cookieOf(core, investigator) },
    { name: 'supervisor', id: supervisor, cookie: await cookieOf(core, supervisor) },
  ]
}

/** Returns the cookies of all members, repeated from the first when more are wanted. */
export async function manyCookies(core: Core, wanted: number): Promise<string[]> {
  const rows = await core.db
    .selectFrom('members')
    .select('id')
    .where('email', 'like', 'membre-%')
    .orderBy('id')
    .execute()
  const cookies: string[] = []
  for (let index = 0; index < wanted; index++) {
    const id = rows[index % rows.length]?.id
    if (id) cookies.push(await cookieOf(core, id))
  }
  return cookies
}

async function memberOf(db: Kysely<Database>, email: string): Promise<MemberId> {
  const { id } = await db
    .selectFrom('members')
    .select('id')
    .where('email', '=', email)
    .executeTakeFirstOrThrow()
  return id
}

async function cookieOf(core: Core, id: MemberId): Promise<string> {
  const { token } = await openSession(core, id, { strong: true })
  return `${sessionCookieName(core.settings.publicUrl)}=${token}`
}
