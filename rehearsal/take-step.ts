import { logCall } from '../core/correspondence/call.ts'
import { conclude } from '../core/correspondence/conclusion.ts'
import { askCustomer } from '../core/correspondence/information-request.ts'
import { note } from '../core/correspondence/note.ts'
import { replyToCustomer } from '../core/correspondence/reply.ts'
import type { Core } from '../core/kernel/core.ts'
import type { MemberId, TicketId } from '../core/kernel/id.ts'
import { nameSeller } from '../core/seller/seller.ts'
import { askSeller } from '../core/seller/seller-request.ts'
import { resolve } from '../core/ticket-actions/resolution.ts'
import { setAside } from '../core/ticket-actions/set-aside.ts'
import { hoursLater, type SimulatedCase } from './case.ts'
import type { WorkStep } from './next-step.ts'
import type { OpenWork } from './open-work.ts'

// How long work goes on hold for a reply, in hours.
const WAITS_FOR_CUSTOMER = 30
const WAITS_FOR_SELLER = 24
const CALLS_AGAIN = 2

/** Takes a step through core's own function, as the desk would, and records it in the case. */
export async function takeStep(
  core: Core,
  step: WorkStep,
  work: OpenWork,
  memberId: MemberId,
): Promise<void> {
  const { simulatedCase, ticketId } = work
  const now = core.clock.now().getTime()
  const by = { ticketId, memberId }
  const words = WORDS[simulatedCase.language]
  switch (step) {
    case 'set-aside':
      await setAside(core, { ...by, why: 'thanks' })
      break
    case 'answer':
      await replyToCustomer(core, { ...by, text: words.reply })
      simulatedCase.replied = true
      break
    case 'ask-customer':
      await askCustomer(core, { ...by, question: words.question })
      simulatedCase.customerAsked = true
      simulatedCase.silentSoFar = true
      simulatedCase.replied = true
      restUntil(simulatedCase, hoursLater(now, WAITS_FOR_CUSTOMER))
      break
    case 'ask-seller':
      await nameSeller(core, { ...by, sellerId: simulatedCase.seller.id })
      await askSeller(core, { ...by, text: SELLER_QUESTION })
      simulatedCase.sellerAsked = true
      restUntil(simulatedCase, hoursLater(now, WAITS_FOR_SELLER))
      break
    case 'investigate':
      await note(core, { ...by, text: words.note })
      break
    case 'conclude':
      await conclude(core, { ...by, findings: words.findings })
      simulatedCase.concluded = true
      break
    case 'resolve':
      await resolve(core, { ...by, outcome: simulatedCase.outcome, text: words[simulatedCase.outcome] })
      break
    case 'call':
      await callCustomer(core, simulatedCase, by)
      break
  }
  if (work.level !== 'customer-service' || work.investigator === memberId) simulatedCase.investigated = true
}

async function callCustomer(
  core: Core,
  simulatedCase: SimulatedCase,
  by: { ticketId: TicketId; memberId: MemberId },
): Promise<void> {
  const reached = simulatedCase.draws.chance(0.75)
  const words = WORDS[simulatedCase.language]
  await logCall(core, { ...by, reached, text: reached ? words.told : words.nobody })
  if (!reached) simulatedCase.callAgainAt = hoursLater(core.clock.now().getTime(), CALLS_AGAIN)
  else if (simulatedCase.silentSoFar) {
    // They reply on the spot.
    simulatedCase.silentSoFar = false
    simulatedCase.restsUntil = 0
  }
}

function restUntil(simulatedCase: SimulatedCase, until: number): void {
  simulatedCase.restsUntil = Math.max(simulatedCase.restsUntil, until)
}

const SELLER_QUESTION =
  'Cette commande n’est pas arrivée. Où en est-elle, et proposez-vous un remboursement ?'
const WORDS = {
  fr: {
    reply: 'Bonjour,\n\nNous avons bien lu votre message et nous vérifions votre dossier.',
    question: 'Bonjour,\n\nPouvez-vous nous envoyer une photo de ce que vous avez reçu ?',
    note: 'Dossier repris, suivi du transporteur demandé.',
    findings: 'Le transporteur confirme que le colis a été remis à une autre adresse.',
    solved: 'Le remboursement a été effectué sur votre carte.',
    refused: 'Le délai de retour de quatorze jours est dépassé.',
    told: 'Le client a été informé.',
    nobody: 'Pas de réponse.',
    withdrawn: 'Comme vous nous l’avez demandé, nous arrêtons là nos recherches.',
  },
  en: {
    reply: 'Hello,\n\nWe have read your message and are looking into your order.',
    question: 'Hello,\n\nCould you send us a photo of what you received?',
    note: 'File taken over, carrier asked.',
    findings: 'The carrier confirms that the parcel was handed over at another address.',
    solved: 'The refund has been made to your card.',
    refused: 'The fourteen days for returns are over.',
    told: 'The customer was told.',
    nobody: 'No answer.',
    withdrawn: 'As you asked, we are closing our enquiries.',
  },
} as const
