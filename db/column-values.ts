// The closed words that several tables or the policy share; words of one table stand beside it. Core passes each on from
// the file whose word it is, because the edges may not import the database.

/** What a customer quotes (policy §3): `AGF-XXXX-XXXX`, seven random Crockford characters and a check character. */
export type Reference = string & { readonly __reference: true }

/** What a ticket is about; the policy's own list (§2), with `order-dispute` and `other` for the general address. */
export type Category =
  | 'account'
  | 'account-closure'
  | 'fraud'
  | 'privacy'
  | 'legal'
  | 'product-information'
  | 'product-infringement'
  | 'order-dispute'
  | 'other'

/** Categories only their own team may read. Reading one needs its clearance, for administrators too. */
export type SensitiveLane = Extract<Category, 'fraud' | 'legal' | 'privacy'>

/**
 * The teams that exist from the first migration on: those that own a ticket first, then one for each level above
 * (policy §4). A team's id is its name in the program.
 */
export const TEAMS = [
  'customer-service',
  'account',
  'fraud',
  'privacy',
  'legal',
  'product',
  'resolution',
  'customer-experience',
] as const
export type TeamId = (typeof TEAMS)[number]

/** Levels from the first to the last. */
export const LEVELS = ['customer-service', 'resolution', 'customer-experience'] as const
/** The level that handles a ticket (policy §4); escalation only ever raises it. */
export type Level = (typeof LEVELS)[number]

/** What a member may do. Reading a sensitive lane is not a role: see clearance.ts. */
export const ROLES = ['agent', 'investigator', 'supervisor', 'administrator'] as const
export type Role = (typeof ROLES)[number]

/** The languages customers, sellers and members are written to in. French first: it is the marketplace's own. */
export const LANGUAGES = ['fr', 'en'] as const
export type Language = (typeof LANGUAGES)[number]

/** The detected language of a text; a reply to `unknown` is in French. */
export type DetectedLanguage = Language | 'unknown'

/** The channels a message can come by. */
export const CHANNELS = ['mail', 'chat', 'form', 'call', 'api'] as const
export type Channel = (typeof CHANNELS)[number]

/** Who caused an event, or wrote a message. */
export type ActorKind = 'customer' | 'seller' | 'member' | 'stranger' | 'system'

/** The two parties we write to; each has its own threads. */
export type Audience = 'customer' | 'seller'

/** What the policy promises, in its order (§3, §4). */
export type PromiseKind = 'acknowledge' | 'update' | 'investigate' | 'conclude' | 'escalate' | 'resolve'

/** How a promise ended; a promise without an outcome is open. */
export type PromiseOutcome = 'kept' | 'broken' | 'no-longer-owed'

/** How a ticket was resolved. */
export const RESOLUTION_OUTCOMES = ['solved', 'refused', 'withdrawn', 'out-of-scope'] as const
export type ResolutionOutcome = (typeof RESOLUTION_OUTCOMES)[number]

/**
 * How certain it is that the sender owns the address. It is `proven` by the receiving server's Authentication-Results,
 * a code or a signed link; `unproven` without any result; `failed` when a check failed.
 */
export type SenderTrust = 'proven' | 'unproven' | 'failed'

/** Why a mail counts as automatic. Such mail is stored, gets no reply, and reopens nothing. */
export type AutomaticKind = 'auto-reply' | 'bounce' | 'list' | 'report'

/** Why a message is kept apart from the customer's own. */
export type KeptApart = 'stranger' | 'failed-authentication' | 'spam'

/** `webhook` informs the marketplace of sanctions, `subscription` the subscribers of what happens to tickets. */
export type OutboxChannel = 'mail' | 'chat' | 'webhook' | 'subscription'

/** What can happen to a ticket. Its history is append-only and numbered per ticket. */
export type EventKind =
  | 'opened'
  | 'message-received'
  | 'message-sent'
  | 'answer-withdrawn'
  | 'mailbox-added'
  | 'classified'
  | 'recategorised'
  | 'assigned'
  | 'customer-corrected'
  | 'quarantined'
  | 'released'
  | 'stranger-quoted-reference'
  | 'sender-not-proven'
  | 'new-subject'
  | 'resolved-too-long-ago'
  | 'reference-mistyped'
  | 'acknowledged'
  | 'acknowledgement-withheld'
  | 'bounced'
  | 'delivery-failed'
  | 'delivery-retried'
  | 'unparsed'
  | 'parsed'
  | 'resolved'
  | 'reopened'
  | 'updated'
  | 'investigator-named'
  | 'investigation-begun'
  | 'escalated'
  | 'promise-overdue'
  | 'information-requested'
  | 'information-reminded'
  | 'information-received'
  | 'information-lapsed'
  | 'concluded'
  | 'set-aside'
  | 'taken-up'
  | 'merged'
  | 'unmerged'
  | 'split'
  | 'noted'
  | 'call-back-due'
  | 'called'
  | 'satisfaction-asked'
  | 'satisfaction-reminded'
  | 'satisfaction-answered'
  | 'satisfaction-followed-up'
  | 'seller-named'
  | 'seller-asked'
  | 'seller-reminded'
  | 'seller-answered'
  | 'seller-silent'
  | 'seller-judged'
  | 'seller-contact-asked'
  | 'seller-contact-released'
  | 'seller-contact-refused'
  | 'sanction-proposed'
  | 'sanction-decided'
  | 'sanction-lifted'
  | 'sanction-appealed'
  | 'sanction-appeal-answered'
  | 'handoff-requested'
  | 'handoff-accepted'
  | 'handoff-transferred'
  | 'handoff-returned'
  | 'handoff-ended'
