import { createHash } from 'node:crypto'
import { type ChatConversation, NO_WINDOW } from '../core/chat/chat-activity.ts'
import { runTurn, takeChatTurn } from '../core/chat/chat-conversation.ts'
import { openChatTicket } from '../core/chat/chat-ticket.ts'
import { markChatDead } from '../core/chat/dead-conversation.ts'
import { receive } from '../core/intake/intake.ts'
import { receiveProductReport } from '../core/intake/product-report.ts'
import { receiveCall } from '../core/intake/received-call.ts'
import type { Core, Trx } from '../core/kernel/core.ts'
import type { ConversationId, MemberId, TicketId } from '../core/kernel/id.ts'
import type { Reference } from '../core/kernel/reference.ts'
import type { IncomingMessage } from '../core/ticket/message.ts'
import type { DemoCase } from './cases.ts'

/** The ticket of a case of the demo world. */
export interface Arrived {
  ticketId: TicketId
  reference: Reference
}

type CaseOf<Origin extends DemoCase['door']> = Extract<DemoCase, { door: Origin }>

/** Receives a case by its own channel, at the core's instant; `operator` takes the calls. */
export async function receiveDemoCase(core: Core, demoCase: DemoCase, operator: MemberId): Promise<Arrived> {
  switch (demoCase.door) {
    case 'mail':
      return receiveDemoMail(core, { ...demoCase, spam: demoCase.spam ?? null }, demoCase)
    case 'form':
      return receiveProductReport(core, {
        kind: demoCase.kind,
        language: demoCase.language,
        listings: demoCase.listing,
        ground: demoCase.ground ?? null,
        explanation: demoCase.text,
        name: demoCase.name,
        email: demoCase.email,
        goodFaith: demoCase.kind === 'product-infringement',
        files: [],
        formToken: tokenOf(demoCase),
      })
    case 'call':
      return receiveCall(core, {
        memberId: operator,
        calledAt: core.clock.now(),
        name: demoCase.name,
        telephone: demoCase.telephone,
        email: demoCase.email ?? '',
        subject: demoCase.subject,
        text: demoCase.text,
        language: demoCase.language,
        formToken: tokenOf(demoCase),
      })
    case 'chat':
      return chat(core, demoCase)
  }
}

/** Receives a mail of a case's customer or seller; the first one opens the ticket. */
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
  const address = core.settings.mailboxes.find((one) => one.name === mailbox) ?? core.settings.mailboxes[0]
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
    doorCategory: address?.category ?? 'other',
    attachments: [],
    raw: Buffer.from(
      `From: ${email}\r\nMessage-ID: ${messageId}\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n${text}`,
    ),
    mail: {
      mailbox: address?.name ?? mailbox,
      messageId,
      inReplyTo: null,
      references: [],
      to: [{ name: '', address: address?.address ?? '' }],
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

// The chat is over: no window waits for later messages, so mails carry them.
async function chat(core: Core, demoCase: CaseOf<'chat'>): Promise<Arrived> {
  const token = tokenOf(demoCase)
  const key = { channel: 'demo', externalId: token, reference: {}, language: demoCase.language }
  const content = { kind: 'text', text: demoCase.text, files: [] }
  const opened: { ticket?: Arrived; conversation?: ConversationId } = {}
  const now = core.clock.now()
  const inbound = { activityId: token, authorKind: 'customer', content } as const
  const decide = async (trx: Trx, talk: ChatConversation) => {
    opened.conversation = talk.id
    opened.ticket = await openChatTicket(trx, core, {
      conversationId: talk.id,
      token,
      language: demoCase.language,
      text: demoCase.text,
      files: [],
      category: demoCase.category,
      corrected: null,
      details: {
        name: demoCase.name,
        email: demoCase.email,
        telephone: null,
        orderNumber: null,
        listing: null,
      },
    })
    return { state: {}, language: demoCase.language, said: [], quiet: null }
  }
  await runTurn(core, (trx) =>
    takeChatTurn(trx, { key, inbound, now }, (talk) => decide(trx, talk), NO_WINDOW),
  )
  if (!opened.ticket || !opened.conversation) throw new Error('The chat of the demo world opened no ticket.')
  await markChatDead(core, opened.conversation, 'gone')
  return opened.ticket
}

function tokenOf({ name, text }: DemoCase): string {
  return createHash('sha256').update(`${name}\n${text}`).digest('hex').slice(0, 32)
}
