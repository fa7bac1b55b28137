import { greetingName } from './greeting-name.ts'
import type { Wording } from './sentences.ts'

/** « Bonjour Camille Moreau, », or « Bonjour, » when the name given is not fit to be said. */
export function greeting(words: Wording, customerName: string | null): string {
  const name = greetingName(customerName)
  return name === null ? words.greeting.neutral : words.greeting.named({ name })
}
