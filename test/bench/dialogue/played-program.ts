import { joinChat } from '../../../bot/join-chat.ts'
import { createApiToken } from '../../../core/auth/api-token.ts'
import { receive } from '../../../core/intake/intake.ts'
import type { Core } from '../../../core/kernel/core.ts'
import { HOUR } from '../../../core/kernel/duration.ts'
import { silentLog } from '../../../core/kernel/log.ts'
import type { Reference } from '../../../core/kernel/reference.ts'
import { grantClearance } from '../../../core/member/clearance.ts'
import { createMember } from '../../../core/member/member.ts'
import { becomeAvailable, becomeUnavailable } from '../../../core/member/presence.ts'
import { SENSITIVE_LANES } from '../../../core/policy/category.ts'
import { SWEEPS } from '../../../core/schedule.ts'
import { openDatabaseByWork } from '../../../db/database.ts'
import { migrate } from '../../../db/migrate.ts'
import { startMailDelivery } from '../../../mail/send/deliver-mail.ts'
import { buildWeb } from '../../../web/server.ts'
import { startPostgres } from '../../servers/postgres.ts'
import { SENDERS } from '../../world/sending-world.ts'
import { mailFrom, openWorld, TUESDAY } from '../../world/world.ts'
import type { Given } from './scenario.ts'

/** The whole program with a PostgreSQL of its own, on loopback, by a clock that can be moved on. */
export interface PlayedProgram {
  /** `http://127.0.0.1:…` */
  address: string
  core: Core
  /** Of a system that may read every lane. */
  apiToken: string
  /** Moves the clock on and lets the sweeps do what has come due. */
  pass(milliseconds: number): Promise<void>
  /** Makes somebody present at the desk, or nobody. */
  staff(present: boolean): Promise<void>
  /** Returns the reference of a ticket made as if it had been written that long ago. */
  ticketOf(ticket: NonNullable<Given['ticket']>): Promise<Reference>
  /** Returns the mails written to an address, the newest first. */
  mailsTo(address: string): Promise<{ at: Date; text: string }[]>
  stop(): Promise<void>
}

const OPENING_HOURS = {
  timeZone: 'Europe/Paris',
  monday: ['00:00-24:00'],
  tuesday: ['00:00-24:00'],
  wednesday: ['00:00-24:00'],
  thursday: ['00:00-24:00'],
  friday: ['00:00-24:00'],
  saturday: ['00:00-24:00'],
  sunday: ['00:00-24:00'],
  holidays: [],
}

/** Starts it. The clock begins on a Tuesday morning and runs. */
export async function startPlayedProgram(): Promise<PlayedProgram> {
  const postgres = await startPostgres()
  const database = await openDatabaseByWork(
    { kind: 'postgres', url: await postgres.createDatabase('dialogue') },
    20,
  )
  await migrate(database.background)
  let ahead = TUESDAY.getTime() - Date.now()
  const clock = { now: () => new Date(Date.now() + ahead) }
  const world = openWorld({ db: database.background }, { openingHours: OPENING_HOURS }).core
  const core: Core = { ...world, db: database.background, clock, log: silentLog }
  const web = await buildWeb({
    core,
    settings: { trustProxy: false, demo: null, limits: { signIn: 1e6, publicPost: 1e6, publicPage: 1e6 } },
    readAgain: async () => false,
  })
  await joinChat(web, core, { host: '127.0.0.1', chat: CHAT })
  const address = await web.listen({ host: '127.0.0.1', port: 0 })
  core.settings.publicUrl = address
  const mail = startMailDelivery({
    core,
    accounts: [{ smtp: null, mailboxes: SENDERS }],
    holder: 'player',
    alert: async () => {},
  })
  core.wakeDelivery = mail.wake
  const camille = await createMember(core, {
    name: 'Camille Renaud',
    email: 'camille@agafort.example',
    role: 'administrator',
    language: 'fr',
  })
  for (const lane of SENSITIVE_LANES)
    await grantClearance(core, { memberId: camille.id, lane, grantedBy: null })
  const { token } = await createApiToken(core, {
    name: 'Player',
    scopes: ['tickets:read', 'tickets:write'],
    lanes: SENSITIVE_LANES,
    createdBy: camille.id,
    cleared: SENSITIVE_LANES,
  })
  const sweep = async () => {
    for (const { run } of SWEEPS) await run(core)
  }
  return {
    address,
    core,
    apiToken: token,
    pass: async (milliseconds) => {
      ahead += milliseconds
      await sweep()
    },
    staff: async (present) => {
      if (!present) return becomeUnavailable(core.db, camille.id)
      const until = new Date(clock.now().getTime() + 24 * HOUR)
      await becomeAvailable(core, { memberId: camille.id, until, capacity: 20 })
    },
    ticketOf: async ({ email, text, ageHours, name = 'Client', category }) => {
      const receivedAt = new Date(clock.now().getTime() - ageHours * HOUR)
      const [opened] = await receive(core, [
        mailFrom(name, email, {
          text,
          newText: text,
          subject: text.split(/[.,:]/)[0] ?? text,
          receivedAt,
          ...(category && { doorCategory: category }),
        }),
      ])
      if (!opened) throw new Error('Intake answers each message.')
      await sweep()
      return opened.reference
    },
    mailsTo: async (address) => {
      const rows = await core.db
        .selectFrom('outbox')
        .select(['created_at', 'content'])
        .where('recipient', '=', address.toLowerCase())
        .orderBy('id', 'desc')
        .execute()
      return rows.map(({ created_at, content }) => ({ at: created_at, text: JSON.stringify(content) }))
    },
    stop: async () => {
      await web.close()
      await mail.stop()
      await database.open.close()
      await postgres.stop()
    },
  }
}

const CHAT = {
  appId: undefined,
  tenantId: undefined,
  appPassword: null,
  serviceUrls: [],
  origins: [],
  hubChannels: [],
  // Web Chat renews its token; the clock here jumps past the time it would.
  tokenMinutes: 24 * 60,
  conversationsPerMinute: 1_000_000,
  messagesPerMinute: 1_000_000,
}
