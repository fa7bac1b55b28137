import { findArticle, readArticles } from '../../../bot/articles/articles.ts'
import { converse } from '../../../bot/dialogue/converse.ts'
import { type DialogueState, newDialogue } from '../../../bot/dialogue/dialogue-state.ts'
import type { Context, Inbound, Intent, Outbound, Result } from '../../../bot/dialogue/dialogue-types.ts'
import { classify, type Decision } from '../../../core/classify/classify.ts'
import { DAY, HOUR } from '../../../core/kernel/duration.ts'
import { mintReference, type Reference } from '../../../core/kernel/reference.ts'
import { type Category, isCategory } from '../../../core/policy/category.ts'
import { TUESDAY } from '../world.ts'

/** The effects of one happening. */
export interface Made {
  outbound: Extract<Outbound, { kind: 'message' }>[]
  intents: Intent[]
}

/** The references of a stage's tickets, in order; `#1` in a transcript is the first. */
export const REFERENCES: readonly Reference[] = [7, 11, 13, 17, 19].map((seed) => {
  let next = seed
  return mintReference((below) => {
    next = (next * 31 + 7) % 1009
    return next % below
  })
})

const CODE = '428195'
const answers = readArticles()

/** A conversation with a core that executes every intent at once. */
export class Stage {
  state: DialogueState = newDialogue('fr')
  somebody = true
  nobodyUntil: Date | null = null
  away = false
  /** The category decision for the next message, when the transcript gives it. */
  decided: Partial<Decision> | null = null
  private opened = 0
  private tries = 3

  /** Passes an event to the dialogue, and the results of its intents, until all is done. */
  happen(first: Inbound): Made {
    const made: Made = { outbound: [], intents: [] }
    const waiting = [first]
    for (let inbound = waiting.shift(); inbound; inbound = waiting.shift()) {
      const turn = converse(this.state, inbound, this.context())
      // A state must survive being stored as JSON.
      this.state = JSON.parse(JSON.stringify(turn.state)) as DialogueState
      made.intents.push(...turn.intents)
      for (const one of turn.outbound) if (one.kind === 'message') made.outbound.push(one)
      waiting.push(...turn.intents.flatMap((intent) => this.resultOf(intent) ?? []))
    }
    this.decided = null
    return made
  }

  private context(): Context {
    return {
      now: TUESDAY,
      classify: (text) => ({
        ...classify({ subject: '', text, doorCategory: 'other' }),
        ...this.decided,
      }),
      readyAnswer: (category, text, language) => findArticle(answers, category, text, language),
      telephone: '06.38.17.61.28',
    }
  }

  private resultOf(intent: Intent): Result | null {
    if (this.away) return { kind: 'refused', intent: intent.kind, because: 'not-available' }
    switch (intent.kind) {
      case 'open-ticket': {
        const reference = REFERENCES[this.opened++]
        if (!reference) throw new Error('This dialogue opens more tickets than there are references.')
        const due = {
          investigation: new Date(TUESDAY.getTime() + DAY),
          conclusions: new Date(TUESDAY.getTime() + 2 * DAY),
          resolution: new Date(TUESDAY.getTime() + 5 * DAY),
        }
        return { kind: 'ticket-opened', reference, due }
      }
      case 'add-to-ticket':
      case 'ask-seller-contact':
        return { kind: 'ticket-added', reference: intent.reference }
      case 'resolve-at-first-contact':
        return { kind: 'ticket-resolved', reference: intent.reference }
      case 'send-status-code':
        return { kind: 'code-sent' }
      case 'show-status':
        return this.showStatus(intent)
      case 'ask-handoff':
        return this.somebody
          ? { kind: 'handoff-queued', position: 2, waitMinutes: 4 }
          : { kind: 'handoff-nobody', opensAt: this.nobodyUntil }
      case 'rate':
        return { kind: 'rated' }
      case 'send-transcript':
        return { kind: 'transcript-sent' }
      default:
        return null
    }
  }

  private showStatus({ reference, code }: Extract<Intent, { kind: 'show-status' }>): Result {
    if (code !== CODE || this.tries === 0) {
      this.tries = Math.max(0, this.tries - 1)
      return { kind: 'status-refused', triesLeft: this.tries }
    }
    const nextDue = { kind: 'conclude', at: new Date(TUESDAY.getTime() + 30 * HOUR) } as const
    const status = {
      reference,
      category: 'order-dispute',
      state: 'in-progress',
      nextDue,
      lastUpdateAt: null,
    } as const
    return { kind: 'status', status }
  }
}

/** Returns a decision as a transcript gives it: `order-dispute`, or `unsure account or fraud`. */
export function decisionOf(text: string): Partial<Decision> {
  const unsure = /^unsure (\S+) or (\S+)$/.exec(text)
  const category = (name = ''): Category => {
    if (!isCategory(name)) throw new Error(`"${name}" is no category.`)
    return name
  }
  if (!unsure) return { category: category(text), abstained: false, urgent: false }
  return {
    category: category(unsure[1]),
    abstained: true,
    urgent: false,
    runnerUp: { category: category(unsure[2]), confidence: 0.3 },
  }
}
