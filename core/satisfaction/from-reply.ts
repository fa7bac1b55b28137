import type { Draft } from '../intake/plan.ts'
import type { Core, Trx } from '../kernel/core.ts'
import { escalateDissatisfied } from '../promise/escalate.ts'
import { answerSatisfactionFor, DISSATISFIED, type SatisfactionVia } from './satisfaction.ts'

/**
 * Takes the marks that messages gave, after the messages and the reopenings are written. A dissatisfied customer whose
 * words open the matter again finds it with the customer-experience team (policy §4).
 */
export async function takeMarks(trx: Trx, core: Core, drafts: readonly Draft[]): Promise<void> {
  for (const { mark, messageId, ticketId, reopens, arrival } of drafts) {
    if (!mark) continue
    await answerSatisfactionFor(trx, core, {
      ...mark,
      via: viaOf(arrival.message.door),
      messageId,
      reopening: reopens,
    })
    if (reopens && mark.score <= DISSATISFIED) await escalateDissatisfied(trx, core, { id: ticketId })
  }
}

function viaOf(door: Draft['arrival']['message']['door']): SatisfactionVia {
  if (door === 'form') return 'page'
  return door === 'chat' ? 'chat' : 'mail'
}
