import type { Category } from '../policy/category.ts'
import type { Language } from '../policy/language.ts'
import type { Level } from '../policy/level.ts'
import type { PromiseKind } from '../policy/policy-times.ts'

/** Everything that can be inserted into a sentence. `when` and `day` come from dates.ts in the sentence's language. */
export interface Values {
  reference: string
  /** A name already checked by `greetingName`. */
  name: string
  /** A team with its article, from `teams[…].the`. */
  team: string
  /** What a ticket is about, from `categories[…].about`. */
  about: string
  /** Day and hour, without its article: `mardi 24 novembre à 14 h 05`. */
  when: string
  /** From now: `dans 5 heures`. */
  relative: string
  count: number
  fileName: string
  size: string
}

/** A sentence with placeholders. Only the values it names can be inserted, and all of them must be. */
export type Sentence<Named extends keyof Values> = (values: Pick<Values, Named>) => string

/** The state of a ticket, as its customer sees it. */
export type CustomerState = 'received' | 'in-progress' | 'resolved'

interface CategoryWords {
  /** As a title: `Commande`. */
  name: string
  /** To follow « votre demande au sujet » (so with its « de ») or "your request about". */
  about: string
  /** What we understood, as a sentence of its own. */
  understood: string
  /** Helpful or protective advice for the category, given in the acknowledgement. */
  advice: readonly string[]
}

interface TeamWords {
  /** As a title or a signature. */
  name: string
  /** Inside a sentence, with its article: `l’équipe de résolution des problèmes`. */
  the: string
}

interface PromiseWords {
  name: string
  /** `conclusions dans 5 heures`. */
  dueIn: Sentence<'relative'>
  due: Sentence<'when'>
  kept: Sentence<'when'>
  /** Open and late. */
  broken: Sentence<'when'>
}

interface StepWords {
  when: Sentence<'when'>
  what: string
}

/** Every sentence a customer reads, in one language. A sentence missing from a language does not compile. */
export interface Wording {
  language: Language
  categories: Record<Category, CategoryWords>
  teams: Record<Level, TeamWords>
  promises: Record<PromiseKind, PromiseWords>
  notices: { 'no-text': string }
  greeting: { named: Sentence<'name'>; neutral: string }
  mail: {
    referenceLabel: string
    openPage: string
    personalLink: string
    howToReply: string
    whyYou: string
    contact: {
      heading: string
      byMail: string
      byChat: { lead: string; link: string }
      byTelephone: string
      help: { lead: string; link: string }
    }
  }
  acknowledgement: {
    subject: string
    title: string
    thanks: string
    keepReference: string
    nextHeading: string
    firstContact: { when: string; what: string }
    investigation: StepWords
    conclusions: StepWords
    resolution: StepWords
    /** What the dates count from, and in which time zone they are. */
    countedFrom: Sentence<'when'>
    updates: string
    /** Instead of the dates that have passed, when an outage made us late. */
    late: Sentence<'when'>
    lateResolution: string
    understoodHeading: string
    unclearHeading: string
    notRight: string
    /** Instead of a category when we are unsure. */
    abstained: string
    unreadable: readonly string[]
    attachments: Sentence<'count'>
    recorded: { withName: string; withoutName: string; unclearWithName: string; unclearWithoutName: string }
  }
  /** A customer wrote again about a resolved ticket. */
  reopening: {
    subject: string
    title: string
    thanks: string
    investigation: StepWords
    conclusions: StepWords
    resolution: StepWords
    countedFrom: Sentence<'when'>
  }
  answer: { subject: string; aboutCase: Sentence<'reference'> }
  ticketPage: {
    title: Sentence<'reference'>
    about: Sentence<'about'>
    firstContact: Sentence<'when'>
    states: Record<CustomerState, { label: string; explanation: string }>
    nextHeading: string
    followedBy: Sentence<'team'>
    nothingDue: string
    historyHeading: string
    history: {
      opened: string
      'message-received': string
      acknowledged: string
      'message-sent': string
      recategorised: Sentence<'about'>
      assigned: Sentence<'team'>
      resolved: string
      reopened: string
    }
    filesAdded: Sentence<'count'>
    /** Who wrote a message: the reader, or one of us. */
    you: string
    us: Sentence<'name' | 'team'>
    showQuoted: string
    attachment: Sentence<'fileName' | 'size'>
    answer: {
      heading: string
      headingResolved: string
      label: string
      hint: string
      files: string
      filesHint: Sentence<'count' | 'size'>
      send: string
      sent: string
      empty: string
      tooLong: Sentence<'count'>
      fileTooLarge: Sentence<'fileName' | 'size'>
      tooManyFiles: Sentence<'count'>
      failed: string
    }
    linkExpired: { title: string; explanation: string; whatToDo: string }
    linkInvalid: { title: string; explanation: string; whatToDo: string }
    tooManyRequests: { title: string; explanation: string }
    unavailable: { title: string; explanation: string }
    personalLink: string
    parisTime: string
  }
}
