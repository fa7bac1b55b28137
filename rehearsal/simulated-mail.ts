import { markSent } from '../core/correspondence/consequences.ts'
import type { Core } from '../core/kernel/core.ts'
import { MINUTE, SECOND } from '../core/kernel/duration.ts'
import type { TicketId } from '../core/kernel/id.ts'
import { claimDue, type DueDelivery } from '../core/outbox/delivery.ts'
import { hoursLater, type SimulatedCase } from './case.ts'
import { drawsFor } from './random-draws.ts'
import type { Shift } from './rota.ts'

const BATCH = 500

/** A future reply, from the customer or, to a seller's question, the seller. */
export interface SimulatedReply {
  simulatedCase: SimulatedCase
  at: number
  text: string
  why: 'information' | 'thanks' | 'objects' | 'rating' | 'seller'
}

/** The simulated mail transport: delivers nowhere, and returns the replies mails cause. */
export interface SimulatedMail {
  /** Delivers the mail due at this core's instant; returns the replies it will cause. */
  carry(core: Core): Promise<SimulatedReply[]>
  /** Returns when a mail written at an instant reaches us. */
  reaches(instant: number): number
}

/** Returns a transport that delivers within the minute, except during an outage. */
export function openSimulatedMail(
  seed: number,
  cases: ReadonlyMap<TicketId, SimulatedCase>,
  outage: Shift | null,
): SimulatedMail {
  const isOut = (instant: number) => outage !== null && outage.from <= instant && instant < outage.until
  const afterOutage = (number: number) =>
    (outage?.until ?? 0) + Math.round(drawsFor(seed, 'outage', number).share() * 15 * MINUTE)
  return {
    reaches: (instant) => (isOut(instant) && outage ? outage.until + MINUTE : instant),
    async carry(core) {
      const now = core.clock.now().getTime()
      if (isOut(now)) return []
      const replies: SimulatedReply[] = []
      for (;;) {
        const due = await claimDue(core, {
          channel: 'mail',
          holder: 'rehearsal',
          limit: BATCH,
          leaseSeconds: 60,
        })
        if (due.length === 0) return replies
        const sent = due.map((mail) => {
          const simulatedCase = mail.ticketId ? cases.get(mail.ticketId) : undefined
          const written = mail.createdAt.getTime()
          const at = isOut(written) ? afterOutage(simulatedCase?.number ?? 0) : written + 20 * SECOND
          return { id: mail.id, at: new Date(at), mail, simulatedCase }
        })
        await markSent(core, sent)
        for (const { mail, simulatedCase, at } of sent) {
          const reply = simulatedCase && replyTo(mail, simulatedCase, at.getTime())
          if (reply) replies.push(reply)
        }
      }
    },
  }
}

function replyTo(mail: DueDelivery, simulatedCase: SimulatedCase, at: number): SimulatedReply | null {
  if (mail.kind === 'information-request') return information(simulatedCase, at)
  if (mail.kind === 'seller-request') return fromSeller(simulatedCase, at)
  if (mail.kind !== 'resolution' || simulatedCase.objected) return null
  const words = WORDS[simulatedCase.language]
  const later = hoursLater(at, 0.3 + simulatedCase.draws.waiting(9))
  if (simulatedCase.afterwards === 'thanks')
    return { simulatedCase, at: later, text: words.thanks, why: 'thanks' }
  if (simulatedCase.afterwards === 'objects')
    return { simulatedCase, at: later, text: words.objects, why: 'objects' }
  if (!simulatedCase.draws.chance(0.3)) return null
  return {
    simulatedCase,
    at: later,
    text: String(simulatedCase.draws.pick([1, 2, 3, 4, 4, 5, 5, 5])),
    why: 'rating',
  }
}

function information(simulatedCase: SimulatedCase, at: number): SimulatedReply | null {
  if (simulatedCase.customerReplies === null) return null
  const later = hoursLater(at, simulatedCase.customerReplies)
  return { simulatedCase, at: later, text: WORDS[simulatedCase.language].information, why: 'information' }
}

function fromSeller(simulatedCase: SimulatedCase, at: number): SimulatedReply | null {
  if (simulatedCase.sellerReplies === null) return null
  return { simulatedCase, at: hoursLater(at, simulatedCase.sellerReplies), text: SELLER_WORDS, why: 'seller' }
}

const SELLER_WORDS = 'Bonjour, nous acceptons le retour et rembourserons à réception.'
const WORDS = {
  fr: {
    information: 'Bonjour, voici la photo demandée, on voit bien que le carton est ouvert.',
    thanks: 'Merci !',
    objects: 'Bonjour, ce n’est pas réglé : je n’ai toujours rien reçu sur mon compte.',
  },
  en: {
    information: 'Hello, here is the photo you asked for; you can see that the box is open.',
    thanks: 'Thank you!',
    objects: 'Hello, this is not settled: I still have not received anything.',
  },
} as const
