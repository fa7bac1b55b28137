import type { FastifyInstance } from 'fastify'
import { createApiToken } from '../../core/auth/api-token.ts'
import { invite } from '../../core/auth/invitation.ts'
import { NO_WINDOW } from '../../core/chat/chat-activity.ts'
import { runTurn, takeChatTurn } from '../../core/chat/chat-conversation.ts'
import { openChatTicket } from '../../core/chat/chat-ticket.ts'
import { requestHandoff } from '../../core/chat/handoff.ts'
import { relayFromCustomer, relayFromMember } from '../../core/chat/handoff-relay.ts'
import { acceptHandoff } from '../../core/chat/handoff-session.ts'
import { logCall } from '../../core/correspondence/call.ts'
import { conclude } from '../../core/correspondence/conclusion.ts'
import { markSent } from '../../core/correspondence/consequences.ts'
import { askCustomer } from '../../core/correspondence/information-request.ts'
import { note } from '../../core/correspondence/note.ts'
import { replyToCustomer } from '../../core/correspondence/reply.ts'
import { receive } from '../../core/intake/intake.ts'
import { receiveProductReport } from '../../core/intake/product-report.ts'
import type { Received } from '../../core/intake/received.ts'
import { receiveCall } from '../../core/intake/received-call.ts'
import type { Core } from '../../core/kernel/core.ts'
import { HOUR } from '../../core/kernel/duration.ts'
import type { ConversationId } from '../../core/kernel/id.ts'
import { type Reference, sellerReference } from '../../core/kernel/reference.ts'
import { createMember } from '../../core/member/member.ts'
import { becomeAvailable } from '../../core/member/presence.ts'
import { joinTeam, renameTeam } from '../../core/member/team.ts'
import { setPolicyTimes } from '../../core/runtime-settings.ts'
import { openSatisfactionOf, rateSatisfaction } from '../../core/satisfaction/satisfaction.ts'
import { indexTickets } from '../../core/search/indexer.ts'
import { decideSanction, proposeSanction } from '../../core/seller/sanction.ts'
import { appealSanction } from '../../core/seller/sanction-appeal.ts'
import { nameSeller } from '../../core/seller/seller.ts'
import { importSellers } from '../../core/seller/seller-import.ts'
import { askSeller } from '../../core/seller/seller-request.ts'
import { saveDraft } from '../../core/ticket/draft.ts'
import { saveFilter } from '../../core/ticket/saved-filter.ts'
import { subscribe } from '../../core/ticket/webhook-subscription.ts'
import { recategorise } from '../../core/ticket-actions/assign.ts'
import { createMacro } from '../../core/ticket-actions/macro.ts'
import { resolve } from '../../core/ticket-actions/resolution.ts'
import { toIncoming } from '../../mail/parse/incoming-message.ts'
import { parseMail } from '../../mail/parse/parse.ts'
import { FORMULA, type Poison } from './poison.ts'
import { type MovableClock, mailFrom } from './world.ts'

/** Fills a world in which every text of a stranger, a seller, another system or a member is poison. */
export async function poisonWorld(core: Core, clock: MovableClock, app: FastifyInstance, poison: Poison) {
  const { whole, short } = poison
  const member = (mark: string, role: 'agent' | 'administrator' | 'supervisor', turn: number) =>
    createMember(core, {
      name: short(mark, turn),
      email: `${mark}@agafort.example`,
      role,
      language: 'fr',
    })
  const me = await member('p-me', 'administrator', 0)
  const other = await member('p-other', 'agent', 1)
  const chief = await member('p-chief', 'supervisor', 2)
  const memberId = me.id
  const teamName = { fr: short('p-equipe'), en: short('p-team', 1) }
  await renameTeam(core, { teamId: 'customer-service', name: teamName, by: memberId })
  await renameTeam(core, { teamId: 'account', name: { fr: FORMULA, en: FORMULA }, by: memberId })
  for (const { id } of [me, other])
    await joinTeam(core, { teamId: 'customer-service', memberId: id, by: memberId })
  await createMacro(core, {
    name: short('p-macro'),
    category: null,
    text: { fr: `${whole('p-macro-fr')}`.replaceAll(/[{}]/g, ''), en: 'p' },
    memberId,
  })
  await saveFilter(core, { memberId, name: short('p-filter'), queue: 'open', filter: {} })
  const times = { ...core.settings.policyTimes, acknowledge: core.settings.policyTimes.acknowledge * 2 }
  await setPolicyTimes(core, { times, reason: whole('p-reason'), memberId })
  const { id: webhook } = await subscribe(core, {
    name: `${short('p-webhook')}`,
    url: 'https://erp.example/"><script>canary()</script>',
    events: ['opened'],
    lanes: [],
    createdBy: memberId,
    cleared: [],
  })
  const { token } = await createApiToken(core, {
    name: short('p-token'),
    scopes: ['tickets:write'],
    lanes: [],
    createdBy: memberId,
    cleared: [],
  })

  // By mail, parsed as in the product.
  const raw = poisonousMail(poison)
  const parsed = await parseMail(raw, { arrivedAt: clock.now(), ownAddresses: [] })
  const arrival = { mailbox: 'contact', doorCategory: 'other', receivedAt: clock.now() } as const
  const rules = { ownAddresses: [], ownTelephones: [], authservIds: [], spamHeaders: [] }
  const mailed = await take(
    core,
    toIncoming(
      parsed,
      raw,
      { ...arrival, backlog: false, junk: false },
      { ...rules, isOwnMessageId: () => false },
    ),
  )
  // The same as if it had never been sanitised: stored HTML must be harmless in its frame all the same.
  const unclean = await take(
    core,
    mailFrom(whole('p-name'), 'unclean@exemple.fr', {
      subject: whole('p-subject'),
      text: whole('p-text'),
      newText: whole('p-new-text'),
      html: whole('p-html'),
      warnings: [whole('p-warning')],
      stated: { name: whole('p-stated'), email: null, telephone: null },
      attachments: [
        {
          name: `${short('p-file')}\r\nX-Injected: yes.html`,
          type: 'text/html',
          content: Buffer.from(`<script>canary('file')</script>`),
          inline: false,
          contentId: null,
        },
        {
          name: short('p-picture', 1),
          type: 'image/svg+xml',
          content: Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" onload="canary('file')"/>`),
          inline: false,
          contentId: null,
        },
      ],
      mail: {
        replyTo: { name: short('p-reply-to'), address: 'eve@ailleurs.example' },
        to: [{ name: whole('p-to'), address: 'contact@agafort.example' }],
        cc: [{ name: whole('p-cc'), address: 'cc@exemple.fr' }],
        forwardedFrom: { name: whole('p-forwarded'), address: 'forwarded@exemple.fr' },
      },
    }),
  )
  const unreadable = await take(
    core,
    mailFrom(whole('p-unreadable'), 'unreadable@exemple.fr', {
      subject: whole('p-unreadable-subject'),
      text: '',
      newText: '',
      mail: { unparsed: whole('p-unparsed') },
    }),
  )
  const spam = await take(
    core,
    mailFrom(whole('p-spam'), 'spam@exemple.fr', {
      subject: whole('p-spam-subject'),
      mail: { spam: whole('p-spam-reason') },
    }),
  )
  const formula = await take(core, mailFrom(FORMULA, 'formula@exemple.fr', { subject: FORMULA }))

  // By every other channel.
  const form = await receiveProductReport(core, {
    kind: 'product-infringement',
    language: 'fr',
    listings: `https://agafort.example/p?x="><script>canary()</script>`,
    ground: 'counterfeit',
    explanation: whole('p-explanation'),
    name: whole('p-reporter').slice(0, 200),
    email: 'reporter@exemple.fr',
    goodFaith: true,
    files: [],
    formToken: 'p-form',
  })
  const call = await receiveCall(core, {
    memberId,
    calledAt: clock.now(),
    name: whole('p-caller'),
    telephone: '06 12 34 56 78',
    email: '',
    subject: whole('p-call-subject'),
    text: whole('p-call'),
    language: 'fr',
    formToken: 'p-call',
  })
  const posted = await app.inject({
    method: 'POST',
    url: '/api/v1/tickets',
    headers: { authorization: `Bearer ${token}` },
    payload: {
      subject: short('p-api-subject'),
      text: whole('p-api'),
      customer: { name: short('p-api-name', 1), email: 'api@exemple.fr' },
    },
  })
  if (posted.statusCode !== 201) throw new Error(`The API refused: ${posted.body}`)
  const api = { reference: posted.json<{ reference: Reference }>().reference }
  const { talk, chat, conversationId } = await poisonousTalk(core, poison, memberId)

  // What members do with it.
  const { ticketId } = unclean
  const acting = { ticketId, memberId }
  await replyToCustomer(core, { ...acting, text: whole('p-answer') })
  await note(core, { ...acting, text: `@${other.name} ${whole('p-note')}` })
  await note(core, { ticketId, memberId: other.id, text: `@${me.name} ${whole('p-mention')}` })
  await logCall(core, { ...acting, reached: true, text: whole('p-logged') })
  await saveDraft(core, { ...acting, kind: 'answer', text: whole('p-draft') })
  await recategorise(core, { ...acting, category: 'account' })
  await recategorise(core, { ...acting, category: 'order-dispute' })
  const imported = await importSellers(core, Buffer.from(sellersFile(poison)))
  if (imported.added !== 1) throw new Error(`The seller was not imported: ${JSON.stringify(imported.bad)}`)
  const seller = await core.db.selectFrom('sellers').select('id').executeTakeFirstOrThrow()
  await nameSeller(core, { ...acting, sellerId: seller.id })
  await askSeller(core, { ...acting, text: whole('p-seller-question') })
  await deliver(core)
  await take(
    core,
    mailFrom(whole('p-seller-name'), 'vendeur@exemple.fr', {
      subject: `Re: [${sellerReference(unclean.reference)}] ${whole('p-seller-subject')}`,
      text: whole('p-seller-answer'),
    }),
  )
  await askCustomer(core, { ...acting, question: whole('p-question') })
  await conclude(core, { ...acting, findings: whole('p-findings') })
  const sanctionId = await proposeSanction(core, {
    ...acting,
    memberId: other.id,
    kind: 'warning',
    reasonCode: 'refused',
    reason: whole('p-sanction'),
  })
  await decideSanction(core, { sanctionId, memberId: chief.id, yes: true, reason: whole('p-decision') })
  await appealSanction(core, { sanctionId, memberId: other.id, text: whole('p-appeal') })
  await proposeSanction(core, {
    ticketId,
    memberId: other.id,
    kind: 'restriction',
    reasonCode: 'refused',
    reason: whole('p-proposal'),
  })

  // Resolved and rated; and one still to be rated.
  const rated = await resolved(core, poison, formula, memberId)
  await rateSatisfaction(core, { token: rated, score: 1, comment: whole('p-comment') })
  clock.advance(HOUR)
  const question = await resolved(core, poison, form, memberId)
  await deliver(core)
  const failed = await core.db
    .selectFrom('outbox')
    .select('id')
    .where('kind', '=', 'answer')
    .limit(1)
    .executeTakeFirstOrThrow()
  await core.db
    .updateTable('outbox')
    .set({ failed_at: clock.now(), last_error: whole('p-error') })
    .where('id', '=', failed.id)
    .execute()
  await indexTickets(core)
  const attachments = await core.db.selectFrom('attachments').select('id').execute()
  const mails = await core.db.selectFrom('outbox').select('id').where('channel', '=', 'mail').execute()
  return {
    me,
    other,
    tickets: { mailed, unclean, unreadable, spam, formula, form, call, chat, api },
    mailed,
    unclean,
    talk,
    conversationId,
    webhook,
    satisfaction: { open: question, rated },
    invitation: await invite(core, { memberId: other.id, purpose: 'member' }),
    attachments: attachments.map(({ id }) => id),
    mails: mails.map(({ id }) => id),
  }
}

async function take(core: Core, message: Parameters<typeof receive>[1][number]): Promise<Received> {
  const [received] = await receive(core, [message])
  if (!received) throw new Error('nothing was received')
  return received
}

/** Marks everything in the outbox as sent. */
async function deliver(core: Core): Promise<void> {
  const rows = await core.db.selectFrom('outbox').select('id').where('sent_at', 'is', null).execute()
  await markSent(
    core,
    rows.map(({ id }) => ({ id, at: core.clock.now() })),
  )
}

async function resolved(
  core: Core,
  { whole }: Poison,
  { ticketId }: Pick<Received, 'ticketId'>,
  memberId: string,
) {
  await resolve(core, {
    ticketId,
    memberId: memberId as never,
    outcome: 'solved',
    text: whole('p-resolution'),
  })
  const links = await openSatisfactionOf(core, ticketId)
  const [, token] = /\/s\/([^/?]+)/.exec(links?.url ?? '') ?? []
  if (!token) throw new Error('nothing was asked')
  return token
}

function sellersFile({ whole }: Poison): string {
  const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`
  const cells = ['V-1"><script>canary()</script>', whole('p-seller').slice(0, 190), 'vendeur@exemple.fr']
  return `id;name;email;address\n${[...cells, whole('p-address').slice(0, 290)].map(quoted).join(';')}\n`
}

function poisonousMail({ whole, short }: Poison): Buffer {
  const word = (text: string) => `=?utf-8?B?${Buffer.from(text).toString('base64')}?=`
  const lines = [
    `From: ${word(whole('p-from'))} <mailed@exemple.fr>`,
    `Reply-To: ${word(short('p-answer-to'))} <eve@ailleurs.example>`,
    'To: contact@agafort.example',
    `Subject: ${word(whole('p-mail-subject'))}`,
    'Message-ID: <poison@exemple.fr>',
    'MIME-Version: 1.0',
    'Content-Type: multipart/mixed; boundary=b',
    '',
    '--b',
    'Content-Type: text/html; charset=utf-8',
    'Content-Transfer-Encoding: base64',
    '',
    Buffer.from(whole('p-markup')).toString('base64'),
    '--b',
    `Content-Type: text/html; name="${word(short('p-mail-file'))}"`,
    `Content-Disposition: attachment; filename="${word(short('p-mail-file'))}"`,
    '',
    "<script>canary('file')</script>",
    '--b--',
    '',
  ]
  return Buffer.from(lines.join('\r\n'))
}

/** A customer who chatted with the assistant, and now chats with a member. */
async function poisonousTalk(core: Core, { whole, short }: Poison, memberId: string) {
  const me = memberId as Parameters<typeof acceptHandoff>[1]['memberId']
  await becomeAvailable(core, {
    memberId: me,
    until: new Date(core.clock.now().getTime() + 8 * HOUR),
    capacity: 5,
  })
  const key = { channel: 'demo', externalId: 'p-chat', reference: {}, language: 'fr' } as const
  const heard: { conversationId?: ConversationId; chat?: Pick<Received, 'ticketId' | 'reference'> } = {}
  const content = { kind: 'text', text: whole('p-to-bot'), files: [] }
  const inbound = { activityId: 'a', authorKind: 'customer', content } as const
  const now = core.clock.now()
  await runTurn(core, (trx) =>
    takeChatTurn(
      trx,
      { key, inbound, now },
      async (said) => {
        heard.conversationId = said.id
        const chat = await openChatTicket(trx, core, {
          conversationId: said.id,
          token: 'p-chat',
          language: 'fr',
          text: whole('p-chat'),
          files: [],
          category: 'order-dispute',
          corrected: null,
          details: {
            name: short('p-chatter'),
            email: 'chatter@exemple.fr',
            telephone: '06 00 00 00 00',
            orderNumber: short('p-order'),
            listing: `javascript:canary('listing')//${short('p-listing', 1)}`,
          },
        })
        heard.chat = chat
        const asked = { conversationId: said.id, ticketId: chat.ticketId, reason: 'asked', urgent: false }
        await requestHandoff(trx, core, { ...asked, language: 'fr', summary: whole('p-summary') })
        return { state: {}, language: 'fr', said: [{ kind: 'message', text: whole('p-bot') }], quiet: null }
      },
      NO_WINDOW,
    ),
  )
  const { conversationId, chat } = heard
  if (!conversationId || !chat) throw new Error('The chat opened no ticket.')
  const { id } = await core.db.selectFrom('handoffs').select('id').executeTakeFirstOrThrow()
  const handoffId = id
  await acceptHandoff(core, { handoffId, memberId: me })
  await core.db.transaction().execute((trx) =>
    relayFromCustomer(trx, core, {
      conversationId,
      token: 'p',
      text: whole('p-line'),
      files: [],
      proven: false,
    }),
  )
  const file = {
    name: short('p-talk-file'),
    type: 'text/html',
    content: Buffer.from('<script>canary()</script>'),
  }
  await relayFromMember(core, { handoffId, memberId: me, token: 'q', text: whole('p-said'), files: [file] })
  return { talk: handoffId, chat, conversationId }
}
