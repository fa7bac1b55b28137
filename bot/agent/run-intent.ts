import { openWithChatCode, sendChatCode } from '../../core/chat/chat-code.ts'
import { lastTicketOf, sharesTicket } from '../../core/chat/chat-details.ts'
import { rateChatTicket, rateTalk, resolveAtFirstContact } from '../../core/chat/chat-resolution.ts'
import {
  addChatDetails,
  addToChatTicket,
  correctChatTicket,
  openChatTicket,
} from '../../core/chat/chat-ticket.ts'
import { sendChatTranscript } from '../../core/chat/chat-transcript.ts'
import { leaveHandoff, requestHandoff } from '../../core/chat/handoff.ts'
import { relayFromCustomer } from '../../core/chat/handoff-relay.ts'
import type { Core, Trx } from '../../core/kernel/core.ts'
import type { ConversationId } from '../../core/kernel/id.ts'
import type { Language } from '../../core/policy/language.ts'
import { opensAgain } from '../../core/policy/opening-hours.ts'
import { requestSellerContactIn } from '../../core/seller/seller-contact.ts'
import type { Intent, Result } from '../dialogue/dialogue-types.ts'

/** The context of an intent. */
interface IntentPlace {
  conversationId: ConversationId
  language: Language
  /** Whether an outside hub serves this channel. */
  toHub: boolean
  /** The idempotency key for everything this intent creates: a repeated turn creates it once. */
  token: string
}

/**
 * Executes an intent of the dialogue in core, in the turn's transaction. Returns its result, or null for an intent that
 * has none. A ticket of another conversation is not touched, and the result does not reveal whether it exists.
 */
export async function runIntent(
  trx: Trx,
  core: Core,
  place: IntentPlace,
  intent: Intent,
): Promise<Result | null> {
  const { conversationId } = place
  const refused = (because: 'too-many' | 'not-available' | 'not-found'): Result => ({
    kind: 'refused',
    intent: intent.kind,
    because,
  })
  switch (intent.kind) {
    case 'open-ticket': {
      const { reference, due } = await openChatTicket(trx, core, { ...place, ...intent })
      return {
        kind: 'ticket-opened',
        reference,
        due: { investigation: due.investigate, conclusions: due.conclude, resolution: due.resolve },
      }
    }
    case 'add-to-ticket':
      await addToChatTicket(trx, core, { ...place, ...intent })
      return { kind: 'ticket-added', reference: intent.reference }
    case 'record-details':
      await addChatDetails(trx, core, { ...place, ...intent, files: [] })
      return null
    case 'correct-category':
      await correctChatTicket(trx, core, { conversationId, ...intent })
      return null
    case 'resolve-at-first-contact': {
      const resolved = await resolveAtFirstContact(trx, core, { conversationId, ...intent })
      return resolved ? { kind: 'ticket-resolved', reference: intent.reference } : refused('not-found')
    }
    case 'send-status-code':
      return (await sendChatCode(trx, core, { ...place, reference: intent.reference }))
        ? { kind: 'code-sent' }
        : refused('too-many')
    case 'show-status': {
      const opened = await openWithChatCode(trx, core, { conversationId, ...intent })
      return 'status' in opened
        ? { kind: 'status', status: opened.status }
        : { kind: 'status-refused', triesLeft: opened.triesLeft }
    }
    case 'ask-handoff':
      return askHandoff(trx, core, place, intent)
    case 'relay':
      await relay(trx, core, place, intent)
      return null
    case 'leave-handoff':
      await leaveHandoff(trx, core, conversationId)
      return null
    case 'ask-seller-contact': {
      const ticketId = await sharesTicket(trx, conversationId, intent.reference)
      if (ticketId) await requestSellerContactIn(trx, core, ticketId, { kind: 'customer' })
      await addToChatTicket(trx, core, { ...place, ...intent, files: [] })
      return { kind: 'ticket-added', reference: intent.reference }
    }
    case 'rate': {
      const { reference } = intent
      const ofMatter =
        reference && (await rateChatTicket(trx, core, { conversationId, ...intent, reference }))
      if (!ofMatter) await rateTalk(trx, core, { conversationId, ...intent })
      return { kind: 'rated' }
    }
    case 'send-transcript':
      return (await sendChatTranscript(trx, core, { ...place, email: intent.email }))
        ? { kind: 'transcript-sent' }
        : refused('too-many')
  }
}

// To the member, or to whichever member takes over. When the handoff has just ended, the message still belongs to its
// ticket.
async function relay(
  trx: Trx,
  core: Core,
  place: IntentPlace,
  { text, files }: Extract<Intent, { kind: 'relay' }>,
): Promise<void> {
  const line = await relayFromCustomer(trx, core, { ...place, text, files, proven: false })
  const reference = line ? undefined : await lastTicketOf(trx, place.conversationId)
  if (reference) await addToChatTicket(trx, core, { ...place, reference, text, files })
}

// A handoff needs a ticket: its category decides who may take the handoff, and it remains when nobody is available.
async function askHandoff(
  trx: Trx,
  core: Core,
  place: IntentPlace,
  intent: Extract<Intent, { kind: 'ask-handoff' }>,
): Promise<Result> {
  const { conversationId } = place
  const known = intent.reference && (await sharesTicket(trx, conversationId, intent.reference))
  const details = { name: null, email: null, telephone: null, orderNumber: null, listing: null }
  const ticketId =
    known ??
    (
      await openChatTicket(trx, core, {
        ...place,
        category: intent.category,
        corrected: null,
        text: intent.summary,
        details,
        files: [],
      })
    ).ticketId
  const requested = await requestHandoff(trx, core, {
    ...intent,
    conversationId,
    ticketId,
    toHub: place.toHub,
  })
  switch (requested.kind) {
    case 'queued':
      return { kind: 'handoff-queued', position: requested.place, waitMinutes: requested.waitMinutes }
    case 'held':
      return { kind: 'handoff-queued', position: 1, waitMinutes: null }
    case 'passed-on':
      return { kind: 'handoff-passed-on' }
    case 'nobody':
      return { kind: 'handoff-nobody', opensAt: opensAgain(core.settings.openingHours, core.clock.now()) }
  }
}
