import { z } from 'zod'

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
