import { readdirSync, readFileSync } from 'node:fs'
import { createTransport } from 'nodemailer'
import type { SensitiveLane } from './core/category.ts'
import { grantClearance } from './core/clearance.ts'
import type { Core } from './core/core.ts'
import type { TeamId } from './core/id.ts'
import { createMember, type Member, type Role } from './core/member.ts'
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
]

const SAMPLES = new URL('./samples/', import.meta.url)

/** The demo world: its members, and a first few mails for them to find. */
export interface Demo extends DemoMail {
  /** Takes the sample mails in when there is no ticket yet. */
  seed(takeIn: TakeIn): Promise<void>
}

/** Makes the demo's members where they are missing; mail written on its mail page goes to the SMTP door on `smtpPort`. */
export async function openDemo(core: Core, smtpPort: number): Promise<Demo> {
  await makeMembers(core)
  return {
    addresses: core.settings.mailboxes.map(({ address }) => address),
    logins: MEMBERS.map(({ name, email }) => ({ name, email, password: PASSWORD })),
    sendAsCustomer: (mail) => send(smtpPort, mail),
    seed: (takeIn) => seed(core, takeIn),
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

async function seed(core: Core, takeIn: TakeIn): Promise<void> {
  const first = await core.db.selectFrom('tickets').select('id').limit(1).executeTakeFirst()
  if (first) return
  const now = core.clock.now().getTime()
  const names = readdirSync(SAMPLES)
    .filter((name) => name.endsWith('.eml'))
    .sort()
  const arrivals = names.map((name, index) => {
    const raw = readFileSync(new URL(name, SAMPLES))
    const to = raw.toString('latin1').toLowerCase()
    const mailbox =
      core.settings.mailboxes.find(({ address }) => to.includes(address)) ?? core.settings.mailboxes[0]
    // Of different ages, so that the desk shows promises near and far.
    const receivedAt = new Date(now - index * 7 * 60 * 60 * 1000)
    return {
      raw,
      mailbox: mailbox?.name ?? 'contact',
      receivedAt,
      backlog: false,
      junk: false,
      unparsed: null,
    }
  })
  await takeIn.takeIn(arrivals)
}
