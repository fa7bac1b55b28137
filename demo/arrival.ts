import { createHash } from 'node:crypto'
import { takeChatTurn } from '../core/chat/chat-conversation.ts'
import { openChatTicket } from '../core/chat/chat-ticket.ts'
import { markChatDead } from '../core/chat/dead-conversation.ts'
import { receive } from '../core/intake/intake.ts'
import { receiveProductReport } from '../core/intake/product-report.ts'
import { receiveCall } from '../core/intake/received-call.ts'
import type { Core } from '../core/kernel/core.ts'
import type { ConversationId, MemberId, TicketId } from '../core/kernel/id.ts'
import type { Reference } from '../core/kernel/reference.ts'
import type { IncomingMessage } from '../core/ticket/message.ts'
import type { DemoCase } from './cases.ts'

/** Where a matter of the demo world is, once it has come in. */
export interface Arrived {
  ticketId: TicketId
  reference: Reference
}

type At<Door extends DemoCase['door']> = Extract<DemoCase, { door: Door }>

/** Lets a matter come in by its own door, at the core's instant; `operator` takes the calls. */
export async function receiveDemoCase(core: Core, matter: DemoCase, operator: MemberId): Promise<Arrived> {
  switch (matter.door) {
    case 'mail':
      return receiveDemoMail(core, { ...matter, spam: matter.spam ?? null }, matter)
    case 'form':
      return receiveProductReport(core, {
        kind: matter.kind,
        language: matter.language,
        listings: matter.listing,
        ground: matter.ground ?? null,
        explanation: matter.text,
        name: matter.name,
        email: matter.email,
        goodFaith: matter.kind === 'product-infringement',
        files: [],
        formToken: tokenOf(matter),
      })
    case 'call':
      return receiveCall(core, {
        memberId: operator,
        calledAt: core.clock.now(),
        name: matter.name,
        telephone: matter.telephone,
        email: matter.email ?? '',
        subject: matter.subject,
        text: matter.text,
        language: matter.language,
        formToken: tokenOf(matter),
      })
    case 'chat':
      return chat(core, matter)
  }
}

/** A mail of that matter's customer or seller; who writes first opens the ticket. */
export async function receiveDemoMail(
  core: Core,
  {
    mailbox = 'contact',
    spam = null,
    language,
    text,
  }: { language: 'fr' | 'en'; text: string } & Partial<{
    mailbox: string
    spam: string | null
  }>,
  from: { name: string; email: string; subject: string },
): Promise<Arrived> {
  const [received] = await receive(core, [mail(core, { ...from, mailbox, spam, language, text })])
  if (!received) throw new Error('Intake answered nothing for a mail of the demo world.')
  return received
}

function mail(
  core: Core,
  written: { name: string; email: string; subject: string; mailbox: string; spam: string | null } & {
    language: 'fr' | 'en'
    text: string
  },
): IncomingMessage {
  const at = core.clock.now()
  const { name, email, subject, mailbox, spam, language, text } = written
  const door = core.settings.mailboxes.find((one) => one.name === mailbox) ?? core.settings.mailboxes[0]
  const key = createHash('sha256').update(`${email}\n${subject}\n${text}`).digest('hex')
  const messageId = `<${key.slice(0, 24)}@demo.example>`
  return {
    door: 'mail',
    idempotencyKey: `mail:${key}`,
    receivedAt: at,
    backlog: false,
    from: { kind: 'email', value: email, name },
    standing: 'proven',
    stated: { name: null, email: null, telephone: null },
    subject,
    text,
    newText: text,
    html: null,
    language,
    doorCategory: door?.category ?? 'other',
    attachments: [],
    raw: Buffer.from(
      `From: ${email}\r\nMessage-ID: ${messageId}\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n${text}`,
    ),
    mail: {
      mailbox: door?.name ?? mailbox,
      messageId,
      inReplyTo: null,
      references: [],
      to: [{ name: '', address: door?.address ?? '' }],
      cc: [],
      replyTo: null,
      date: at,
      automatic: null,
      bounce: null,
      ownLoop: false,
      spam,
      forwardedFrom: null,
      unparsed: null,
    },
    warnings: [],
  }
}

// A talk that is over: nobody's window waits for what is said later, so the mails tell it.
async function chat(core: Core, matter: At<'chat'>): Promise<Arrived> {
  const token = tokenOf(matter)
  const key = { channel: 'demo', externalId: token, reference: {}, language: matter.language }
  const content = { kind: 'text', text: matter.text, files: [] }
  const opened: { ticket?: Arrived; conversation?: ConversationId } = {}
  await takeChatTurn(core, key, { activityId: token, authorKind: 'customer', content }, async (trx, talk) => {
    opened.conversation = talk.id
    opened.ticket = await openChatTicket(trx, core, {
      conversationId: talk.id,
      token,
      language: matter.language,
      text: matter.text,
      files: [],
      category: matter.category,
      corrected: null,
      details: {
        name: matter.name,
        email: matter.email,
        telephone: null,
        orderNumber: null,
        listing: null,
      },
    })
    return { state: {}, language: matter.language, said: [], quiet: null }
  })
  if (!opened.ticket || !opened.conversation) throw new Error('The chat of the demo world opened no ticket.')
  await markChatDead(core, opened.conversation, 'gone')
  return opened.ticket
}

function tokenOf({ name, text }: DemoCase): string {
  return createHash('sha256').update(`${name}\n${text}`).digest('hex').slice(0, 32)
}
