import { readdirSync, readFileSync } from 'node:fs'
import { createTransport } from 'nodemailer'
import type { SensitiveLane } from './core/category.ts'
import { grantClearance } from './core/clearance.ts'
import type { Core } from './core/core.ts'
import type { OutboxId, TeamId } from './core/id.ts'
import { createMember, type Member, type Role } from './core/member.ts'
import type { SellerDetails } from './core/seller.ts'
import { saveSellers } from './core/seller-import.ts'
import { markSent } from './core/sent.ts'
import { joinTeam } from './core/team.ts'
import type { TakeIn } from './mail/take-in.ts'
import type { CustomerMail, DemoMail } from './web/demo/demo-mail.ts'

// Printed at start and the same every time: the demo listens on loopback only and holds invented people.
const PASSWORD = 'demonstration'

interface DemoMember {
  name: string
  email: string
  role: Role
  teams: string[]
  lanes: SensitiveLane[]
}

const MEMBERS: readonly DemoMember[] = [
  {
    name: 'Camille Renaud',
    email: 'camille@agafort.example',
    role: 'administrator',
    teams: ['customer-service'],
    lanes: [],
  },
  {
    name: 'Léa Martin',
    email: 'lea@agafort.example',
    role: 'supervisor',
    teams: ['customer-service', 'account', 'fraud', 'privacy', 'legal', 'product'],
    lanes: ['fraud', 'privacy', 'legal'],
  },
  {
    name: 'Thomas Girard',
    email: 'thomas@agafort.example',
    role: 'agent',
    teams: ['customer-service', 'account'],
    lanes: [],
  },
  {
    name: 'Inès Fabre',
    email: 'ines@agafort.example',
    role: 'investigator',
    teams: ['resolution'],
    lanes: ['fraud', 'privacy'],
  },
  {
    name: 'Marc Vidal',
    email: 'marc@agafort.example',
    role: 'agent',
    teams: ['customer-experience'],
    lanes: ['legal'],
  },
]

const SEED_EVERY = 3 * 60 * 60 * 1000
const SAMPLES = new URL('./samples/', import.meta.url)

/** The way of a mail into a core that stands at another time. */
export type TakeInAt = (core: Core) => TakeIn

/** The demo world: its members, and a first few mails for them to find. */
export interface Demo extends DemoMail {
  /** Takes the sample mails in when there is no ticket yet. */
  seed(takeInAt: TakeInAt): Promise<void>
}

/** Makes the demo's members where they are missing; mail written on its mail page goes to the SMTP door on `smtpPort`. */
export async function openDemo(core: Core, smtpPort: number): Promise<Demo> {
  await makeMembers(core)
  return {
    addresses: core.settings.mailboxes.map(({ address }) => address),
    logins: MEMBERS.map(({ name, email }) => ({ name, email, password: PASSWORD })),
    sendAsCustomer: (mail) => send(smtpPort, mail),
    seed: (takeInAt) => seed(core, takeInAt),
  }
}

async function makeMembers(core: Core): Promise<void> {
  const present = await core.db.selectFrom('members').select('email').execute()
  for (const wanted of MEMBERS.filter(({ email }) => !present.some((member) => member.email === email))) {
    const member = await createMember(core, { ...wanted, language: 'fr', password: PASSWORD })
    await giveTeamsAndLanes(core, member, wanted)
  }
}

async function giveTeamsAndLanes(core: Core, member: Member, { teams, lanes }: DemoMember): Promise<void> {
  for (const team of teams) await joinTeam(core, { memberId: member.id, teamId: team as TeamId })
  for (const lane of lanes) await grantClearance(core, { memberId: member.id, lane, grantedBy: null })
}

async function send(port: number, mail: CustomerMail): Promise<void> {
  const transport = createTransport({
    host: '127.0.0.1',
    port,
    ignoreTLS: true,
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  try {
    await transport.sendMail({
      from: { name: mail.fromName, address: mail.from },
      to: mail.to,
      subject: mail.subject,
      text: mail.text,
      attachments: mail.attachments.map(({ name, type, content }) => ({
        filename: name,
        contentType: type,
        content: Buffer.from(content),
      })),
    })
  } finally {
    transport.close()
  }
}

const SELLERS: readonly SellerDetails[] = [
  {
    externalId: 'V-1042',
    name: 'Meubles Durand',
    email: 'bonjour@meubles-durand.example',
    telephone: '04 78 00 00 00',
    postalAddress: '12 rue des Tanneurs, 69007 Lyon',
    language: 'fr',
  },
  {
    externalId: 'V-2210',
    name: 'Lumen & Co',
    email: 'care@lumen-and-co.example',
    telephone: null,
    postalAddress: '5 Mill Lane, Leeds LS1 4AB',
    language: 'en',
  },
]

// Each mail is taken in and acknowledged when it would have been, hours ago and one after the other, so that the desk
// shows promises near and far and none broken by the seeding itself.
async function seed(core: Core, takeInAt: TakeInAt): Promise<void> {
  const first = await core.db.selectFrom('tickets').select('id').limit(1).executeTakeFirst()
  if (first) return
  await saveSellers(core, SELLERS, 'api')
  const now = core.clock.now().getTime()
  const names = readdirSync(SAMPLES).filter((name) => name.endsWith('.eml'))
  for (const [index, name] of names.sort().entries()) {
    const receivedAt = new Date(now - (names.length - index) * SEED_EVERY)
    const then: Core = {
      ...core,
      clock: { now: () => receivedAt },
      enqueueDelivery: async () => {},
      wakeDelivery() {},
    }
    const raw = asSeeded(readFileSync(new URL(name, SAMPLES)))
    const mailbox = mailboxOf(core, raw)
    await takeInAt(then).takeIn([{ raw, mailbox, receivedAt, backlog: false, junk: false, unparsed: null }])
    await markAllSent(then)
  }
}

// Under a Message-ID of its own: the same sample sent by hand is then a mail not seen before, and is answered.
function asSeeded(sample: Buffer): Buffer {
  return Buffer.from(sample.toString('latin1').replace(/^(Message-ID:\s*<)/im, '$1seeded.'), 'latin1')
}

async function markAllSent(core: Core): Promise<void> {
  const waiting = await core.db.selectFrom('outbox').select('id').where('sent_at', 'is', null).execute()
  await markSent(
    core,
    waiting.map(({ id }) => ({ id: id as OutboxId, at: core.clock.now() })),
  )
}

function mailboxOf(core: Core, raw: Buffer): string {
  const text = raw.toString('latin1').toLowerCase()
  const { mailboxes } = core.settings
  return (mailboxes.find(({ address }) => text.includes(address)) ?? mailboxes[0])?.name ?? 'contact'
}
