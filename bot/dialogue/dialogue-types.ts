import type { Decision } from '../../core/classify/classify.ts'
import type { Reference } from '../../core/kernel/reference.ts'
import type { Category } from '../../core/policy/category.ts'
import type { Language } from '../../core/policy/language.ts'
import type { CustomerState } from '../../core/wording/sentences.ts'
import type { ChoiceId } from './choice.ts'

/** A file the customer sent; its bytes are kept already. */
export interface CustomerFile {
  name: string
  type: string
  size: number
  sha256: string
}

/** When each promise of policy §4 falls due, as core has made it. */
export interface DueTimes {
  investigation: Date
  conclusions: Date
  resolution: Date
}

/** What a customer may read of a ticket once the code has shown that it is theirs. */
export interface TicketStatus {
  reference: Reference
  category: Category
  state: CustomerState
  /** The next promise still owed, or null when nothing is. */
  nextDue: { kind: 'update' | 'investigate' | 'conclude' | 'escalate' | 'resolve'; at: Date } | null
  lastUpdateAt: Date | null
}

/** Why a person was asked for. */
export type HandoffReason =
  | 'asked'
  | 'not-understood'
  | 'despair'
  | 'danger'
  | 'urgent'
  | 'upset'
  | 'not-solved'

/** What happened in the conversation: the customer's doing, the clock's, a member's, or the result of an intent. */
export type Inbound =
  /** The customer came; `language` is the page's. */
  | { kind: 'opened'; language: Language }
  /** The customer wrote, perhaps with files; the text may be empty then. */
  | { kind: 'text'; text: string; files: readonly CustomerFile[] }
  /** The customer used a suggested reply. `asked` is the one of the suggestion; an old one is answered with care. */
  | { kind: 'choice'; id: ChoiceId; asked: number }
  /** The page's language switch. */
  | { kind: 'language'; language: Language }
  /** Nothing from the customer for IDLE_AFTER, and then for GONE_AFTER (see idle.ts). */
  | { kind: 'silence'; long: boolean }
  | Result

/** What became of an intent; fed to the dialogue in the order of the intents, in the same transaction. */
export type Result =
  | { kind: 'ticket-opened'; reference: Reference; due: DueTimes }
  /** Said alike whether or not there is such a ticket, so that guessing references tells nothing. */
  | { kind: 'ticket-added'; reference: Reference }
  | { kind: 'ticket-resolved'; reference: Reference }
  /** Said after every request for a code, whether or not there is such a ticket. */
  | { kind: 'code-sent' }
  | { kind: 'status'; status: TicketStatus }
  /** Wrong code, unknown reference or code used up: one answer for all. */
  | { kind: 'status-refused'; triesLeft: number }
  | { kind: 'handoff-queued'; position: number; waitMinutes: number | null }
  /** Nobody is there. `opensAt` is when somebody will be, as far as the opening hours say. */
  | { kind: 'handoff-nobody'; opensAt: Date | null }
  /** An outside customer service was asked for a person. */
  | { kind: 'handoff-passed-on' }
  /** It has nobody; what happens instead is the next result. */
  | { kind: 'handoff-failed' }
  /** No name: somebody of an outside customer service. */
  | { kind: 'handoff-accepted'; memberFirstName: string | null }
  | { kind: 'handoff-transferred'; memberFirstName: string | null }
  /** Back to the bot; the talk is over or the member gave it back. `by` says whose doing. */
  | { kind: 'handoff-ended'; by: 'member' | 'customer' | 'timeout'; summary: string | null }
  /** A member asked the customer something about a ticket of this conversation: what they say next is the answer. */
  | { kind: 'question-asked'; reference: Reference }
  /** A matter of this conversation was resolved: how satisfied is the customer (policy §3)? */
  | { kind: 'satisfaction-asked'; reference: Reference }
  | { kind: 'transcript-sent' }
  | { kind: 'rated' }
  /** The intent could not be done: too many tries, or core is away for the moment. Nothing the customer wrote is lost. */
  | { kind: 'refused'; intent: Intent['kind']; because: 'too-many' | 'not-available' | 'not-found' }

/** Something the customer may answer with one press; typing the label says the same. */
export interface Suggestion {
  id: ChoiceId
  label: string
  /** To be given back with the choice. */
  asked: number
}

/** A structured message for channels that show cards; everything in it also stands in the text beside it. */
export interface Card {
  title: string
  /** Shown to be copied. */
  reference: Reference | null
  facts: readonly { label: string; value: string }[]
}

export type Outbound =
  | { kind: 'typing' }
  | {
      kind: 'message'
      text: string
      format: 'plain' | 'markdown'
      card: Card | null
      suggestions: Suggestion[]
    }

/** What a category may need to be worked on; asked for one at a time, and never when the customer has said it. */
const DETAILS = ['email', 'name', 'orderNumber', 'listing'] as const
export type Detail = (typeof DETAILS)[number]

/** What is known of the customer and the matter so far. */
export interface Details {
  name: string | null
  /** Lower-case. */
  email: string | null
  /** As French numbers are written: 06 12 34 56 78, others with their +. */
  telephone: string | null
  orderNumber: string | null
  /** The address of a listing's page. */
  listing: string | null
}

/** What core is to do. Every intent but `record-details`, `correct-category`, `relay` and `leave-handoff` has one Result. */
export type Intent =
  | {
      kind: 'open-ticket'
      language: Language
      /** What the classifier decided, or what the customer chose instead (see `corrected`). */
      category: Category
      /** What the classifier had decided when the customer said otherwise; a correction to propose. */
      corrected: Category | null
      abstained: boolean
      urgent: boolean
      /** The customer's own words. */
      text: string
      details: Details
      files: readonly CustomerFile[]
    }
  | { kind: 'add-to-ticket'; reference: Reference; text: string; files: readonly CustomerFile[] }
  /** Something the customer said when asked; to be recorded on the ticket, and as a message of theirs. */
  | { kind: 'record-details'; reference: Reference; details: Partial<Details>; text: string }
  | { kind: 'correct-category'; reference: Reference; from: Category; to: Category }
  /** `answer` names the ready answer that solved it, or null. */
  | { kind: 'resolve-at-first-contact'; reference: Reference; answer: string | null }
  | { kind: 'send-status-code'; reference: Reference }
  | { kind: 'show-status'; reference: Reference; code: string }
  | {
      kind: 'ask-handoff'
      reason: HandoffReason
      urgent: boolean
      category: Category
      language: Language
      /** Every handoff has its ticket: it is opened first when there is none yet. */
      reference: Reference
      /** What a member should know at once. */
      summary: string
    }
  /** What the customer says while waiting for a person or talking with one (core/handoff-relay.ts). */
  | { kind: 'relay'; text: string; files: readonly CustomerFile[] }
  /** The customer no longer waits for a person. */
  | { kind: 'leave-handoff' }
  /** Policy §5: the customer asks for the seller's contact details. Answered by `ticket-added`. */
  | { kind: 'ask-seller-contact'; reference: Reference; text: string }
  /** 1 (worst) to 5. Without a reference it is about the talk itself. */
  | { kind: 'rate'; reference: Reference | null; score: 1 | 2 | 3 | 4 | 5; comment: string | null }
  | { kind: 'send-transcript'; email: string }

/** What a ready answer is found by and says. */
export interface Article {
  /** The file's name without language and ending. */
  name: string
  title: string
  /** Markdown. */
  text: string
  /** True when it can solve the matter by itself; it is then asked whether it did. */
  solves: boolean
}

/** What the dialogue may look at; all of it is given. */
export interface Context {
  now: Date
  /** The category decision of a text, by the model in use. */
  classify(text: string): Decision
  /** The ready answer for a text of this category, or null. */
  readyAnswer(category: Category, text: string, language: Language): Article | null
  /** Policy §2: the customer service's telephone. */
  telephone: string
}
