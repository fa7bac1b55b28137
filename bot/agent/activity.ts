import type { HubContext } from '../../core/chat/handoff-lock.ts'
import type { Language } from '../../core/policy/language.ts'
import type { ChoiceId } from '../dialogue/choice.ts'
import type { Outbound } from '../dialogue/dialogue-types.ts'
import type { TranscriptLine } from './hub-transcript.ts'

// What passes between the agent and whatever kit speaks to the channels. Only translate.ts and host.ts know the kit.

/** Something that reached us over a channel. */
export interface InboundActivity {
  /** The channel's name, and its own name of the conversation. */
  channel: string
  conversation: string
  /** The channel's id of this; the same one again is the same. */
  activityId: string
  /** As JSON: enough to speak there later, unasked. */
  reference: object
  language: Language | null
  what: InboundContent
}

export type InboundContent =
  | { kind: 'opened' }
  | { kind: 'text'; text: string; files: readonly InboundFile[] }
  | { kind: 'choice'; id: ChoiceId; asked: number; text: string }
  | { kind: 'language'; language: Language }
  /** An outside hub tells how a hand-off stands. */
  | { kind: 'handoff-status'; state: 'accepted' | 'failed' | 'completed'; message: string | null }
  /** Nothing an agent acts on: typing, reactions, what a newer channel invents. */
  | { kind: 'nothing' }

/** A file the channel keeps for us. */
export interface InboundFile {
  name: string
  type: string
  url: string
}

/** Something to say over a channel. */
export type OutboundActivity =
  | Exclude<Outbound, { kind: 'typing' }>
  /** The member the customer talks with is writing; shown while it is true, and kept nowhere. */
  | { kind: 'typing' }
  /** A member's words, relayed. */
  | { kind: 'member'; firstName: string; text: string; files: readonly OutboundFile[] }
  /** Who speaks from now on, for our page's heading: a member, or the bot (null). */
  | { kind: 'who'; firstName: string | null }
  /** For an outside hub: the customer wants a person. */
  | { kind: 'handoff-initiate'; context: HubContext; transcript: readonly TranscriptLine[] }

export interface OutboundFile {
  name: string
  type: string
  url: string
}
