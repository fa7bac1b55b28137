import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { CATEGORIES } from '../core/policy/category.ts'
import { INFRINGEMENT_GROUNDS, PRODUCT_REPORT_KINDS } from '../core/policy/product-form.ts'
import { RESOLUTION_OUTCOMES } from '../core/policy/resolution-outcome.ts'
import { SANCTION_KINDS, SANCTION_REASONS } from '../core/policy/sanction-kind.ts'
import { SET_ASIDE_REASONS } from '../core/ticket-actions/set-aside.ts'

const text = z.string().min(1)
const after = z.number().positive()
const ACTORS = ['camille', 'lea', 'thomas', 'ines', 'marc'] as const
const by = z.enum(ACTORS)

// Hours count from the first contact.
const STEP = z.discriminatedUnion('do', [
  z.strictObject({ do: z.literal('reply'), after, by: z.enum(['customer', 'seller']), text }),
  z.strictObject({ do: z.enum(['answer', 'note', 'ask', 'conclude', 'call']), after, by, text }),
  z.strictObject({ do: z.literal('seller'), after, by, seller: text, text }),
  z.strictObject({ do: z.literal('resolve'), after, by, outcome: z.enum(RESOLUTION_OUTCOMES), text }),
  z.strictObject({ do: z.literal('assign'), after, by, to: by }),
  z.strictObject({ do: z.literal('set-aside'), after, by, why: z.enum(SET_ASIDE_REASONS) }),
  z.strictObject({
    do: z.literal('sanction'),
    after,
    by,
    kind: z.enum(SANCTION_KINDS),
    reason: z.enum(SANCTION_REASONS),
    text,
  }),
])

const customer = {
  hoursAgo: after,
  name: text,
  language: z.enum(['fr', 'en']).default('fr'),
  text,
  steps: z.array(STEP),
}

const CASES = z.array(
  z.discriminatedUnion('door', [
    z.strictObject({
      door: z.literal('mail'),
      ...customer,
      email: text,
      mailbox: text.default('contact'),
      subject: text,
      spam: text.optional(),
    }),
    z.strictObject({
      door: z.literal('form'),
      ...customer,
      email: text,
      kind: z.enum(PRODUCT_REPORT_KINDS),
      ground: z.enum(INFRINGEMENT_GROUNDS).optional(),
      listing: z.url(),
    }),
    z.strictObject({
      door: z.literal('call'),
      ...customer,
      email: text.optional(),
      telephone: text,
      subject: text,
    }),
    z.strictObject({ door: z.literal('chat'), ...customer, email: text, category: z.enum(CATEGORIES) }),
  ]),
)

/** A customer's case in the demo world, and what people did about it. */
export type DemoCase = z.infer<typeof CASES>[number]
export type DemoStep = DemoCase['steps'][number]
/** The members of the demo world, by first name. */
export type DemoActor = (typeof ACTORS)[number]

/** Returns the demo world's cases from samples/matters.json, the oldest first contact first. */
export function readDemoCases(): DemoCase[] {
  const file = new URL('../samples/matters.json', import.meta.url)
  return CASES.parse(JSON.parse(readFileSync(file, 'utf8')))
}
