import { markSent } from '../core/correspondence/mark-sent.ts'
import type { Core } from '../core/kernel/core.ts'
import { MINUTE, SECOND } from '../core/kernel/duration.ts'
import type { TicketId } from '../core/kernel/id.ts'
import { claimDue, type DueDelivery } from '../core/outbox/delivery.ts'
import { hoursLater, type SimulatedCase } from './case.ts'
import { drawsFor } from './random-draws.ts'
import type { Shift } from './rota.ts'

const BATCH = 500

/** A reply to come, from the customer or, about a seller's question, the seller. */
export interface SimulatedReply {
  matter: SimulatedCase
  at: number
  text: string
  why: 'information' | 'thanks' | 'objects' | 'rating' | 'seller'
}

/** The simulated post: carries mail, to nobody, and tells what it makes people write. */
export interface SimulatedMail {
  /** Carries what is due at this core's instant. Answers the replies it will bring. */
  carry(core: Core): Promise<SimulatedReply[]>
  /** When a mail written at an instant reaches us. */
  reaches(instant: number): number
}

/** A post that carries mail within the minute, but for an outage. */
export function openSimulatedMail(
  seed: number,
  matters: ReadonlyMap<TicketId, SimulatedCase>,
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
          const matter = mail.ticketId ? matters.get(mail.ticketId) : undefined
          const written = mail.createdAt.getTime()
          const at = isOut(written) ? afterOutage(matter?.number ?? 0) : written + 20 * SECOND
          return { id: mail.id, at: new Date(at), mail, matter }
        })
        await markSent(core, sent)
        for (const { mail, matter, at } of sent) {
          const reply = matter && replyTo(mail, matter, at.getTime())
          if (reply) replies.push(reply)
        }
      }
    },
  }
}

function replyTo(mail: DueDelivery, matter: SimulatedCase, at: number): SimulatedReply | null {
  if (mail.kind === 'information-request') return information(matter, at)
  if (mail.kind === 'seller-request') return fromSeller(matter, at)
  if (mail.kind !== 'resolution' || matter.objected) return null
  const words = WORDS[matter.language]
  const later = hoursLater(at, 0.3 + matter.draws.waiting(9))
  if (matter.afterwards === 'thanks') return { matter, at: later, text: words.thanks, why: 'thanks' }
  if (matter.afterwards === 'objects') return { matter, at: later, text: words.objects, why: 'objects' }
  if (!matter.draws.chance(0.3)) return null
  return { matter, at: later, text: String(matter.draws.pick([1, 2, 3, 4, 4, 5, 5, 5])), why: 'rating' }
}

function information(matter: SimulatedCase, at: number): SimulatedReply | null {
  if (matter.customerAnswers === null) return null
  const later = hoursLater(at, matter.customerAnswers)
  return { matter, at: later, text: WORDS[matter.language].information, why: 'information' }
}

function fromSeller(matter: SimulatedCase, at: number): SimulatedReply | null {
  if (matter.sellerAnswers === null) return null
  return { matter, at: hoursLater(at, matter.sellerAnswers), text: SELLER_WORDS, why: 'seller' }
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
