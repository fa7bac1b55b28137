import { classify, type Decision } from '../classify/classify.ts'
import { strictest } from '../policy/category.ts'
import type { NewMessage } from './deduplicate.ts'

/** A decision as the ticket's history keeps it. */
export function classification(decision: Decision): Record<string, unknown> {
  const { category, confidence, abstained, reasons, runnerUp, urgent } = decision
  return { category, confidence, abstained, reasons, runnerUp, urgent }
}

/**
 * What a message that opens a ticket is about. A clear text outweighs the door it came in by, but not when the sender
 * wrote to several of our addresses: then the strictest lane holds, for the stricter team was meant to read it too.
 */
export function decideOpening({ message, mailboxes }: NewMessage): Decision {
  const { subject, newText, doorCategory } = message
  const decision = classify({ subject, text: newText, doorCategory })
  if (mailboxes.length < 2) return decision
  const category = strictest([decision.category, doorCategory])
  return category === decision.category
    ? decision
    : { ...decision, category, reasons: [{ rule: 'door', weight: 1 }] }
}
