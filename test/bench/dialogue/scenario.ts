import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { CATEGORIES } from '../../../core/policy/category.ts'

// The format of written customers: what each does, in order, and what must hold at the end of the talk.

const ASKED = [
  'name',
  'email',
  'order',
  'link',
  'category',
  'phone',
  'confirm',
  'matter',
  'sameOrNew',
] as const
export type AskedFor = (typeof ASKED)[number]

const GIVEN = z.strictObject({
  ticket: z
    .strictObject({
      email: z.string(),
      text: z.string(),
      ageHours: z.number(),
      name: z.string().optional(),
      category: z.enum(CATEGORIES).optional(),
      orderNumber: z.string().optional(),
    })
    .optional(),
  agentsOnline: z.boolean().optional(),
})
export type Given = z.infer<typeof GIVEN>

const SAID = z.union([
  z.strictObject({ say: z.string() }),
  z.strictObject({ click: z.string(), orSay: z.string() }),
  z.strictObject({ upload: z.string(), text: z.string().optional() }),
  z.strictObject({ reload: z.literal(true) }),
  z.strictObject({ wait: z.number() }),
  z.strictObject({ burst: z.array(z.string()).min(1), gap: z.number() }),
])
export type Said = z.infer<typeof SAID>

const IF_ASKED = z.strictObject({ ifAsked: z.enum(ASKED), say: z.string() })
export type IfAsked = z.infer<typeof IF_ASKED>

const PATTERN = z.string()
const CHECK = z.strictObject({
  ticket: z.boolean().optional(),
  noTicket: z.boolean().optional(),
  noNewTicket: z.boolean().optional(),
  tickets: z.number().optional(),
  category: z.union([z.string(), z.array(z.string())]).optional(),
  categoryIfTicket: z.union([z.string(), z.array(z.string())]).optional(),
  customerEmail: z.string().optional(),
  customerName: z.string().optional(),
  customerPhone: z.string().optional(),
  orderNumber: z.string().optional(),
  listingLink: z.string().optional(),
  notCustomerEmail: z.string().optional(),
  noMailTo: z.string().optional(),
  notOrderNumber: z.string().optional(),
  mustSay: PATTERN.optional(),
  mustNotSay: PATTERN.optional(),
  ticketMentions: PATTERN.optional(),
  ticketMustNotMention: PATTERN.optional(),
  handoffReason: PATTERN.optional(),
  maxBotTurns: z.number().optional(),
  notAskedAgain: z.enum(ASKED).optional(),
  language: z.enum(['fr', 'en']).optional(),
  attachment: z.union([z.boolean(), z.string()]).optional(),
  handoff: z.boolean().optional(),
  urgent: z.boolean().optional(),
  cardMasked: z.boolean().optional(),
  judge: z.string().optional(),
})
export type Check = z.infer<typeof CHECK> & { anyOf?: Check[] | undefined }

const EXPECT: z.ZodType<Check> = CHECK.extend({ anyOf: z.lazy(() => z.array(EXPECT)).optional() })

const SCENARIO = z.object({
  id: z.string(),
  lang: z.enum(['fr', 'en']),
  title: z.string(),
  persona: z.string().default(''),
  tags: z.array(z.string()).default([]),
  turns: z.array(z.union([z.strictObject({ given: GIVEN }), IF_ASKED, SAID])).min(1),
  expect: z.array(EXPECT),
})
export type Scenario = z.infer<typeof SCENARIO>

/** Reads a file of scenarios, JSON Lines. Throws with the line and the reason for one that is not of the format. */
export function readScenarios(path: string): Scenario[] {
  const lines = readFileSync(path, 'utf8').split('\n')
  return lines.flatMap((line, index) => {
    if (line.trim() === '') return []
    const read = SCENARIO.safeParse(parsed(path, index, line))
    if (!read.success) throw new Error(`${path}:${index + 1} is no scenario.\n${z.prettifyError(read.error)}`)
    return [read.data]
  })
}

function parsed(path: string, index: number, line: string): unknown {
  try {
    return JSON.parse(line)
  } catch (error) {
    throw new Error(`${path}:${index + 1} is no JSON: ${error instanceof Error ? error.message : error}`)
  }
}
