import { z } from 'zod'
import type { HubContext } from '../../core/chat/handoff-lock.ts'
import type { Language } from '../../core/policy/language.ts'
import type { ChoiceId } from '../dialogue/choice.ts'
import type { Outbound } from '../dialogue/dialogue-types.ts'
import type { TranscriptLine } from './hub-transcript.ts'

// The types between the agent and the SDK of the channels. Only activity-mapping.ts and adapter.ts know that SDK.

/** An activity that reached us over a channel. */
export interface InboundActivity {
  /** The channel's name, and the channel's own id of the conversation. */
  channel: string
  conversation: string
  /** The channel's id of the activity; a repeated id is a duplicate. */
  activityId: string
  /** As JSON: enough to send a message there later, unprompted. */
  reference: object
  language: Language | null
  what: InboundContent
}

export type InboundContent =
  | { kind: 'opened' }
  | { kind: 'text'; text: string; files: readonly InboundFile[] }
  | { kind: 'choice'; id: ChoiceId; asked: number; text: string }
  | { kind: 'language'; language: Language }
  /** An outside hub reports the state of a handoff. */
  | { kind: 'handoff-status'; state: 'accepted' | 'failed' | 'completed'; message: string | null }
  /** Nothing an agent acts on: typing, reactions, event types of newer channels. */
  | { kind: 'nothing' }

/** A file the channel stores for us. */
export interface InboundFile {
  name: string
  type: string
  url: string
}

/** An activity to send over a channel. */
export type OutboundActivity =
  | Exclude<Outbound, { kind: 'typing' }>
  /** The member the customer chats with is typing; shown while it is true, and stored nowhere. */
  | { kind: 'typing' }
  /** A member's message, relayed. */
  | { kind: 'member'; firstName: string; text: string; files: readonly OutboundFile[] }
  /** Who writes from now on, for our page's heading: a member, or the bot (null). */
  | { kind: 'who'; firstName: string | null }
  /** For an outside hub: the customer wants a person. */
  | { kind: 'handoff-initiate'; context: HubContext; transcript: readonly TranscriptLine[] }

interface OutboundFile {
  name: string
  type: string
  url: string
}

/** Sends an activity to a conversation of a channel; throws when the channel is unreachable. */
export type SendActivity = (
  reference: object,
  activity: OutboundActivity,
  delivery: ActivityDelivery,
) => Promise<SendOutcome>

interface ActivityDelivery {
  channel: string
  /** The same on every retry, for channels that deduplicate. */
  id: string
}

/** `gone`: the channel no longer knows the conversation. `refused`: it will never accept the activity. */
export type SendOutcome = 'sent' | 'gone' | 'refused'

const shortText = z.string().min(1).max(500)
const accountSchema = z.looseObject({ id: z.string().max(500) })

// Only the fields we rely on; channels may send more, and newer ones do.
const activitySchema = z.looseObject({
  type: shortText,
  id: shortText,
  channelId: shortText,
  serviceUrl: z.url({ protocol: /^https?$/ }).max(2000),
  conversation: z.looseObject({ id: shortText }),
  from: accountSchema,
  recipient: accountSchema,
  text: z.string().max(100_000).nullish(),
  locale: z.string().max(50).nullish(),
  name: z.string().max(200).nullish(),
  attachments: z
    .array(
      z.looseObject({
        contentType: z.string().max(200),
        contentUrl: z.string().max(4000).nullish(),
        name: z.string().max(500).nullish(),
      }),
    )
    .max(20)
    .nullish(),
  membersAdded: z.array(accountSchema).max(100).nullish(),
})

/** What every activity must have before the SDK processes it. */
export type ShapedActivity = z.output<typeof activitySchema>

/** Returns the activity when it has the shape the agent relies on, else undefined. */
export function shapedActivity(body: unknown): ShapedActivity | undefined {
  const read = activitySchema.safeParse(body)
  return read.success ? read.data : undefined
}

/** Returns whether responses may be sent there: it is one of the places, or lies below one. */
export function isKnownPlace(serviceUrl: string, places: readonly string[]): boolean {
  if (!URL.canParse(serviceUrl)) return false
  const url = new URL(serviceUrl)
  if (url.username || url.password || url.search || url.hash) return false
  return places.some((place) => {
    const known = new URL(place)
    const below = known.pathname.endsWith('/') ? known.pathname : `${known.pathname}/`
    return url.origin === known.origin && (`${url.pathname}/`.startsWith(below) || url.pathname === below)
  })
}
