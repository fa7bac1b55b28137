import type { Reference } from '../../core/kernel/reference.ts'
import type { Category } from '../../core/policy/category.ts'
import type { Language } from '../../core/policy/language.ts'
import type { ChoiceId } from './choice.ts'
import type { CustomerFile, Detail, Details, HandoffReason, Intent, Outbound } from './dialogue-types.ts'

/** One problem the customer brought, from the first words to its reference. */
export interface Topic {
  /** All the customer said of it, a paragraph each time. */
  text: string
  category: Category
  /** What was decided before the customer said otherwise. */
  corrected: Category | null
  abstained: boolean
  urgent: boolean
  runnerUp: Category | null
  /** The files that came with it. */
  files: CustomerFile[]
  /** Null until core has opened its ticket. */
  reference: Reference | null
  orderNumber: string | null
  listing: string | null
  /** Asked for once already; never again. */
  asked: Detail[]
  /** The ready answer given, by its name. */
  answer: string | null
}

/** Where the conversation stands: what the next words of the customer answer. */
type DialogueStep =
  | { at: 'idle' }
  /** The matter is not clear; which of these is it? */
  | { at: 'category'; candidates: Category[] }
  /** The category was wrong; which is right? */
  | { at: 'correction'; failures: number }
  | { at: 'detail'; detail: Detail; again: boolean }
  /** A ready answer was given; did it solve the matter? */
  | { at: 'answered'; again: boolean }
  /** New words: of the same matter, or of another? */
  | { at: 'same-or-new'; text: string; files: CustomerFile[] }
  | { at: 'status-reference'; failures: number }
  | { at: 'status-code'; reference: Reference }
  | { at: 'queued'; noted: boolean }
  | { at: 'person'; memberFirstName: string | null }
  | { at: 'rating' }
  | { at: 'rating-comment'; score: 1 | 2 | 3 | 4 | 5 }
  | { at: 'transcript-email' }

/** Everything a conversation needs to go on; kept as JSON between two turns. */
export interface DialogueState {
  version: 1
  language: Language
  /** True once the customer chose it by the switch or in words; it is then no longer guessed. */
  languageChosen: boolean
  greeted: boolean
  step: DialogueStep
  /** In the order they came; the last one is the one spoken of unless `current` says otherwise. */
  matters: Topic[]
  current: number | null
  /** How many matters the last words told at once. */
  openingTogether: number
  /** Words not yet understood as a matter. */
  unclear: { text: string; files: CustomerFile[]; failures: number } | null
  /** Of the customer, whichever matter. */
  name: string | null
  email: string | null
  telephone: string | null
  /** A person was asked for and waits for the ticket to be there. */
  wantsPerson: { reason: HandoffReason; urgent: boolean } | null
  /** The seller's details were asked for and wait for the ticket to be there. */
  wantsSellerContact: string | null
  /** The seller's details were asked for: that the words were passed on need not be said as well. */
  sellerContactAsked: boolean
  /** Why a person was last asked for. */
  askedPersonFor: HandoffReason | null
  /** A member's question about this ticket waits for an answer. */
  questionOn: Reference | null
  insults: number
  /** Which suggestions stand under the last question; older ones are out of date. */
  asked: number
  offered: { id: ChoiceId; label: string }[]
  silences: number
  /** The customer has gone; what they said is being opened. */
  pausing: boolean
  rated: boolean
}

/** A conversation that has not begun. */
export function newDialogue(language: Language): DialogueState {
  return {
    version: 1,
    language,
    languageChosen: false,
    greeted: false,
    step: { at: 'idle' },
    matters: [],
    current: null,
    openingTogether: 0,
    unclear: null,
    name: null,
    email: null,
    telephone: null,
    wantsPerson: null,
    wantsSellerContact: null,
    sellerContactAsked: false,
    askedPersonFor: null,
    questionOn: null,
    insults: 0,
    asked: 0,
    offered: [],
    silences: 0,
    pausing: false,
    rated: false,
  }
}

/** The matter spoken of now, or undefined. */
export function currentTopic(state: DialogueState): Topic | undefined {
  return state.current === null ? undefined : state.matters[state.current]
}

/** The matter spoken of, once core has opened its ticket. */
export function openedTopic(state: DialogueState): { matter: Topic; reference: Reference } | undefined {
  const matter = currentTopic(state)
  return matter?.reference ? { matter, reference: matter.reference } : undefined
}

/** What is known of the customer and of a matter. */
export function detailsOf(state: DialogueState, matter: Topic | undefined): Details {
  return {
    name: state.name,
    email: state.email,
    telephone: state.telephone,
    orderNumber: matter?.orderNumber ?? null,
    listing: matter?.listing ?? null,
  }
}

/** A step of the conversation: what to keep, what to say, what core is to do. */
export interface Turn {
  state: DialogueState
  outbound: Outbound[]
  intents: Intent[]
}
