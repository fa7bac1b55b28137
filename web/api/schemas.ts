import { z } from 'zod'
import { PROBLEMS, type ProblemCode } from '../../core/kernel/problem.ts'
import { CATEGORIES } from '../../core/policy/category.ts'
import { PROMISE_KINDS } from '../../core/policy/policy-times.ts'

// The descriptions are written for integrators: they appear in the OpenAPI document.

const LANGUAGE = z.enum(['fr', 'en'])
const CATEGORY = z.enum(CATEGORIES)
const INSTANT = z.iso.datetime().meta({ description: 'ISO 8601, UTC.', example: '2026-11-24T08:05:00.000Z' })

export const REFERENCE = z
  .string()
  .max(40)
  .meta({ description: 'A ticket’s reference.', example: 'AGF-7K2M-9QWX' })

export const IDEMPOTENCY = z.object({
  'idempotency-key': z
    .string()
    .min(1)
    .max(200)
    .optional()
    .meta({ description: 'The same key twice is one request: send it again when you heard nothing.' }),
})

export const NEW_TICKET = z
  .strictObject({
    subject: z.string().max(300).default('').meta({ example: 'Colis jamais arrivé' }),
    text: z
      .string()
      .min(1)
      .max(50_000)
      .meta({ description: 'What the customer wrote.', example: 'Bonjour, ma commande 4521-889 …' }),
    customer: z
      .strictObject({
        name: z.string().max(200).optional(),
        email: z.email().max(300).optional(),
        telephone: z.string().max(40).optional(),
      })
      .meta({ description: 'Who it is; an `email` or a `telephone` is needed.' }),
    language: LANGUAGE.default('fr'),
    category: CATEGORY.optional().meta({
      description: 'What it is about, where you know. Left out, the customer’s words decide.',
    }),
  })
  .meta({ description: 'A customer’s matter.' })

export const NEW_MESSAGE = z
  .strictObject({
    email: z
      .email()
      .max(300)
      .meta({ description: 'The customer’s address, which takes part in the ticket.' }),
    text: z.string().min(1).max(50_000),
  })
  .meta({ description: 'What the customer wrote elsewhere.' })

export const TAKEN_IN = z.object({
  reference: REFERENCE,
  known: z.boolean().meta({ description: 'True when this key was taken in before; nothing was done again.' }),
})

const TICKET = z.object({
  reference: REFERENCE,
  status: z.enum(['open', 'resolved', 'set-aside', 'merged', 'quarantined']),
  subject: z.string(),
  category: CATEGORY,
  level: z.string().meta({ description: 'The team level that has it (policy §4).' }),
  language: LANGUAGE,
  door: z.enum(['mail', 'chat', 'form', 'call', 'api']),
  firstContactAt: INSTANT,
  lastMessageAt: INSTANT,
  resolvedAt: INSTANT.nullable(),
  customer: z.object({ name: z.string().nullable() }),
})

const PROMISE = z.object({
  kind: z.enum(PROMISE_KINDS),
  round: z.number().int().meta({ description: 'A reopening begins a new round.' }),
  dueAt: INSTANT,
  endedAt: INSTANT.nullable(),
  outcome: z.enum(['kept', 'broken', 'no-longer-owed']).nullable(),
})

const MESSAGE = z.object({
  id: z.uuid(),
  from: z.enum(['customer', 'us']),
  author: z.string().nullable(),
  at: INSTANT,
  subject: z.string(),
  text: z.string(),
})

export const WHOLE_TICKET = z.object({
  ticket: TICKET,
  promises: z.array(PROMISE).meta({ description: 'Whom we owe what by when, in the order they fall due.' }),
  messages: z.array(MESSAGE).meta({ description: 'What customer and members wrote, oldest first.' }),
})

export const CONVERSATION = z.object({
  id: z.string(),
  channel: z.string(),
  language: LANGUAGE,
  startedAt: INSTANT,
  tickets: z
    .array(
      TICKET.extend({
        customer: z.object({
          name: z.string().nullable(),
          email: z.string().nullable(),
          telephone: z.string().nullable(),
        }),
        details: z
          .array(
            z.object({
              kind: z.enum(['order-number', 'listing', 'tracking-number', 'email', 'telephone', 'name']),
              value: z.string(),
              owner: z.enum(['customer', 'third-party', 'seller', 'earlier']),
              confirmed: z.boolean(),
            }),
          )
          .meta({ description: 'What the customer’s words named, the newest first, and whose it is.' }),
        attachments: z.array(z.string()),
      }),
    )
    .meta({ description: 'The tickets this chat opened, in that order.' }),
  handoffs: z
    .array(
      z.object({
        reason: z.string(),
        urgent: z.boolean(),
        requestedAt: INSTANT,
        endedAt: INSTANT.nullable(),
        outcome: z.string().nullable(),
      }),
    )
    .meta({ description: 'When a person was called, and why; the newest first.' }),
})

export const LIST_QUERY = z.object({
  status: z.enum(['open', 'resolved']).optional(),
  category: CATEGORY.optional(),
  since: INSTANT.regex(/^[1-9]/, 'must be an instant since the year 1000')
    .optional()
    .meta({ description: 'Only tickets with a message at or after this instant.' }),
  after: z.string().max(80).optional().meta({ description: 'The `next` of the page before.' }),
})

export const TICKET_LIST = z.object({
  tickets: z.array(TICKET),
  next: z.string().nullable().meta({ description: 'Give it back as `after`; null on the last page.' }),
})

export const FAULT = z
  .object({
    code: z.enum([...(Object.keys(PROBLEMS) as [ProblemCode, ...ProblemCode[]]), 'unexpected']),
    message: z.string().meta({ description: 'What happened and what to do.' }),
    number: z.string().nullable().meta({ description: 'Under it an unexpected fault is in the log.' }),
  })
  .meta({ description: 'Why a request was refused.' })

/**
 * Sellers as the marketplace sends them; each is checked by itself, so that an invalid one does not block the others.
 */
export const SELLERS = z.object({
  sellers: z
    .array(z.unknown())
    .max(1_000)
    .meta({
      description: 'At most 1,000: `{id, name, email?, telephone?, address?, language?}`.',
      example: [{ id: 'V-1042', name: 'Meubles Durand', email: 'bonjour@meubles-durand.example' }],
    }),
})

export const SAVED_SELLERS = z.object({
  added: z.number().int(),
  changed: z.number().int(),
  unchanged: z.number().int(),
  refused: z.array(z.object({ index: z.number().int(), id: z.string().nullable(), problem: z.string() })),
})
