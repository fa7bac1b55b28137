import { readdirSync, readFileSync } from 'node:fs'
import { createTransport } from 'nodemailer'
import type { Core } from '../core/kernel/core.ts'
import { HOUR } from '../core/kernel/duration.ts'
import type { MemberId, TeamId } from '../core/kernel/id.ts'
import { grantClearance } from '../core/member/clearance.ts'
import { createMember, type Member } from '../core/member/member.ts'
import { joinTeam } from '../core/member/team.ts'
import type { SensitiveLane } from '../core/policy/category.ts'
import type { Role } from '../core/policy/role.ts'
import type { SellerDetails } from '../core/seller/seller.ts'
import { saveSellers } from '../core/seller/seller-import.ts'
import { createMacro } from '../core/ticket-actions/macro.ts'
import type { MailReceiver } from '../mail/receive-mail.ts'
import { type DemoActor, readDemoCases } from './cases.ts'
import { DEMO_MACROS } from './demo-macros.ts'
import type { CustomerMail, DemoMail } from './demo-mail-page.ts'
import { playStory } from './story.ts'

// Printed at start and always the same: the demo listens on loopback only and holds invented people.
const PASSWORD = 'demonstration'

interface DemoMember {
  name: string
  email: string
  role: Role
  teams: TeamId[]
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

const SAMPLE_EVERY = 3 * HOUR
const SAMPLES = new URL('../samples/', import.meta.url)

/** Returns the mail receiver of a core whose clock stands at another time. */
type ReceiverAt = (core: Core) => MailReceiver

/** The demo world: its members, and a week of customers' cases. */
export interface Demo extends DemoMail {
  /**
   * Plays the story of the demo's cases (story.ts) when there is no ticket yet.
   * Returns false when an earlier start stopped in the middle of it: its tickets stay, and the story is not
   * played again.
   */
  seed(receiverAt: ReceiverAt): Promise<boolean>
}

/** Creates the demo's missing members; its mail page sends to the SMTP server on `smtpPort`. */
export async function openDemo(core: Core, smtpPort: number): Promise<Demo> {
  await makeMembers(core)
  return {
    addresses: core.settings.mailboxes.map(({ address }) => address),
    logins: MEMBERS.map(({ name, email }) => ({ name, email, password: PASSWORD })),
    sendAsCustomer: (mail) => send(smtpPort, mail),
    seed: (receiverAt) => seed(core, receiverAt),
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
  for (const team of teams) await joinTeam(core, { memberId: member.id, teamId: team })
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
  {
    externalId: 'V-3307',
    name: 'Atelier Colbert',
    email: 'contact@atelier-colbert.example',
    telephone: '02 40 00 12 34',
    postalAddress: '8 quai de la Fosse, 44000 Nantes',
    language: 'fr',
  },
]

// Everything happens at its own time, hours or days ago and in order. The desk then has promises near and
// far, and the
// seeding itself breaks none.
async function seed(core: Core, receiverAt: ReceiverAt): Promise<boolean> {
  const first = await core.db.selectFrom('tickets').select('id').limit(1).executeTakeFirst()
  const macro = await core.db.selectFrom('macros').select('id').limit(1).executeTakeFirst()
  if (first) return macro !== undefined
  await saveSellers(core, SELLERS, 'api')
  const now = core.clock.now().getTime()
  const names = readdirSync(SAMPLES).filter((name) => name.endsWith('.eml'))
  const samples = names.sort().map((name, index) => ({
    at: now - (names.length - index) * SAMPLE_EVERY,
    happen: async (then: Core) => {
      const raw = asSeeded(readFileSync(new URL(name, SAMPLES)))
      const mailbox = mailboxOf(core, raw)
      const receivedAt = then.clock.now()
      await receiverAt(then).takeIn([
        { raw, mailbox, receivedAt, backlog: false, junk: false, unparsed: null },
      ])
    },
  }))
  const members = await demoMembers(core)
  await playStory(core, readDemoCases(), { members, sellers: SELLERS }, samples)
  // Last: any macro means that the story was played to its end.
  for (const one of DEMO_MACROS) await createMacro(core, { ...one, memberId: members.lea })
  return true
}

async function demoMembers(core: Core): Promise<Record<DemoActor, MemberId>> {
  const members = await core.db.selectFrom('members').select(['id', 'email']).execute()
  const of = (actor: DemoActor): MemberId => {
    const found = members.find(({ email }) => email === `${actor}@agafort.example`)
    if (!found) throw new Error(`${actor} of the demo world is missing.`)
    return found.id
  }
  return {
    camille: of('camille'),
    lea: of('lea'),
    thomas: of('thomas'),
    ines: of('ines'),
    marc: of('marc'),
  }
}

// Gives it a Message-ID of its own: the same sample sent by hand is then a new mail, and gets a reply.
function asSeeded(sample: Buffer): Buffer {
  return Buffer.from(sample.toString('latin1').replace(/^(Message-ID:\s*<)/im, '$1seeded.'), 'latin1')
}

function mailboxOf(core: Core, raw: Buffer): string {
  const text = raw.toString('latin1').toLowerCase()
  const { mailboxes } = core.settings
  return (mailboxes.find(({ address }) => text.includes(address)) ?? mailboxes[0])?.name ?? 'contact'
}
