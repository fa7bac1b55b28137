import { z } from 'zod'
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

interface OutboundFile {
  name: string
  type: string
  url: string
}

const shortText = z.string().min(1).max(500)
const accountSchema = z.looseObject({ id: z.string().max(500) })

// Only what is relied on; a channel may say more, and newer ones do.
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

/** What every activity must have before it goes to the agent's kit. */
export type ShapedActivity = z.output<typeof activitySchema>

/** An activity of the shape the agent relies on, or undefined. */
export function shapedActivity(body: unknown): ShapedActivity | undefined {
  const read = activitySchema.safeParse(body)
  return read.success ? read.data : undefined
}

/** True when answers may be sent there: it is one of the places, or lies below one. */
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
