import type { Language } from '../policy/language.ts'

/** A place one can go to; the label says where it leads. Addresses other than http(s), tel and mailto are not linked. */
export interface Link {
  label: string
  url: string
}

/** One piece of a mail, in reading order. All texts are plain; rendering escapes them. */
export type Block =
  | { kind: 'paragraph'; text: string }
  | { kind: 'heading'; text: string }
  /** The number to keep, in large. */
  | { kind: 'reference'; label: string; reference: string }
  /** What happens next, with by when. */
  | { kind: 'steps'; steps: readonly { when: string; what: string }[] }
  /** The one thing to do, given as a button. */
  | { kind: 'action'; link: Link }
  /** The same, quietly: where a person has spoken, nothing is louder than their words. */
  | { kind: 'link'; link: Link }
  /** Answers to choose from, each a link; none is louder than another. */
  | { kind: 'scale'; links: readonly Link[] }
  /** `lead` alone, or followed by a link. */
  | { kind: 'list'; items: readonly { lead: string; link: Link | null }[] }
  /** Words a person of ours wrote: kept line by line. */
  | { kind: 'said'; text: string }
  | { kind: 'signature'; name: string | null; team: string | null }
  /** Set apart from what a person wrote: how to answer, where the matter stands. */
  | { kind: 'frame' }

/** A whole mail before it is rendered: what is said, not how it looks. */
export interface Letter {
  language: Language
  /** What the mail is; rendering adds the reference in brackets. */
  subject: string
  reference: string
  /** The mail's title, or null where a person speaks for themselves. */
  title: string | null
  blocks: readonly Block[]
  /** Small print at the end. */
  footer: readonly string[]
}

/** A mail as the outbox keeps it. `text` has lines of at most 76 characters, links stand on a line of their own. */
export interface RenderedMail {
  subject: string
  text: string
  html: string
}
