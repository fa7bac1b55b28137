import type { Language } from '../../core/policy/language.ts'
import type { ChoiceId } from '../dialogue/choice.ts'
import type { Detail } from '../dialogue/dialogue-types.ts'

/** The due times of a ticket's promises, already in words (see core/wording/dates.ts). */
interface DueTimesInWords {
  investigation: string
  conclusions: string
  resolution: string
}

/** Every sentence of the bot, in one language. A sentence missing from a language does not compile. */
export interface BotWords {
  language: Language
  greeting: string
  /** After a restart, or in reply to a message that is only a greeting. */
  howCanIHelp: string
  anythingElse: string
  thanked: string
  goodbye: string
  languageChanged: string
  restarted: string
  /** Ends the questions; `reference` of the ticket that stays recorded, or null. */
  cancelled: (reference: string | null) => string
  staleChoice: string
  emptyMessage: string
  /** Sent when a message could not be stored. */
  notKept: string

  understood: (given: { name: string; understood: string }) => string
  understoodSeveral: (count: number) => string
  severalLine: (given: { name: string; reference: string }) => string
  noted: (facts: readonly string[]) => string
  detailNames: Record<Detail | 'telephone', string>
  howToCorrect: string
  reference: (given: { reference: string; times: DueTimesInWords }) => string
  recorded: (reference: string) => string
  card: { title: string; category: string; conclusions: string; resolution: string }
  fileKept: (count: number) => string

  unclear: string
  unclearAgain: string
  whichCategory: string
  corrected: (name: string) => string
  notCorrected: string

  ask: Record<Detail, string>
  askAgain: Record<Detail, string>
  thanksForDetail: string
  whatHappensNow: (given: { reference: string; email: string | null }) => string
  added: (reference: string) => string
  sameOrNew: (reference: string) => string

  didItSolve: string
  resolved: (reference: string) => string

  status: {
    askReference: string
    mistyped: string
    askReferenceAgain: string
    codeSent: string
    askCodeAgain: string
    refused: (triesLeft: number) => string
    tooMany: string
    shown: (given: { reference: string; about: string; state: string }) => string
    nextDue: (when: string) => string
    lastUpdate: (when: string) => string
  }

  sellerContact: (reference: string) => string

  person: {
    asking: string
    askingUrgently: string
    notUnderstood: string
    queued: (given: { place: number; minutes: number | null }) => string
    moved: (given: { place: number; minutes: number | null }) => string
    noted: string
    accepted: (name: string) => string
    /** An outside customer service was asked, accepts, or cannot. */
    passedOn: string
    acceptedElsewhere: string
    hubFailed: string
    transferred: (name: string) => string
    requeued: string
    left: string
    nobody: (opensAt: string | null) => string
    byMail: (given: { reference: string; email: string }) => string
    byTelephone: (telephone: string) => string
    summary: (summary: string) => string
    ended: string
    endedByTimeout: string
  }

  despair: string
  despairNobody: string
  danger: string
  fraudNow: string
  insulted: string

  rating: { ask: string; askComment: string; thanks: string; already: string }
  transcript: { askEmail: string; sent: string }
  silence: {
    first: string
    withTicket: (reference: string) => string
    gone: string
    goneWithTicket: (reference: string) => string
  }
  refused: { tooMany: string; notAvailable: string }

  choices: Record<Exclude<ChoiceId, `category:${string}`>, string>
}
