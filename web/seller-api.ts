import { timingSafeEqual } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Core } from '../core/core.ts'
import { Problem } from '../core/problem.ts'
import type { Secret } from '../core/secret.ts'
import { checkedSeller, type SellerDetails } from '../core/seller.ts'
import { saveSellers } from '../core/seller-import.ts'

/** A seller as the marketplace sends it. */
interface SentSeller {
  /** The marketplace's own number. */
  id: string
  name: string
  email?: string
  telephone?: string
  address?: string
  language?: 'fr' | 'en'
}

const MOST_AT_ONCE = 1_000

/**
 * `PUT /api/sellers` (policy §5): the marketplace keeps its sellers up to date here, with the API's token as bearer. Those
 * whose number is known are changed, the others added; one that cannot be taken is answered with why, and keeps none of
 * the others out. Sending the same again changes nothing.
 */
export function sellerApi(app: FastifyInstance, core: Core, token: Secret): void {
  app.put('/api/sellers', { bodyLimit: 2_000_000 }, async (request, reply) => {
    checkToken(request, token)
    return save(core, request.body, reply)
  })
}

async function save(core: Core, body: unknown, reply: FastifyReply) {
  const sent = sellersOf(body)
  const refused: { index: number; id: string | null; problem: string }[] = []
  const good = new Map<string, SellerDetails>()
  for (const [index, one] of sent.entries()) {
    try {
      const details = detailsOf(one)
      if (good.has(details.externalId))
        throw new Problem('invalid-input', 'This id stands in the list twice.')
      good.set(details.externalId, details)
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      const id = isSent(one) ? one.id : null
      refused.push({ index, id, problem: error.message })
    }
  }
  const saved = await saveSellers(core, [...good.values()], 'api')
  return reply.header('cache-control', 'no-store').send({ ...saved, refused })
}

function sellersOf(body: unknown): readonly unknown[] {
  const sellers = typeof body === 'object' && body !== null && 'sellers' in body ? body.sellers : undefined
  if (!Array.isArray(sellers))
    throw new Problem('invalid-input', 'Send an object with the list `sellers`, as JSON.')
  if (sellers.length > MOST_AT_ONCE)
    throw new Problem('too-large', `Send at most ${MOST_AT_ONCE} sellers at once.`)
  return sellers
}

function detailsOf(one: unknown): SellerDetails & { externalId: string } {
  if (!isSent(one))
    throw new Problem('invalid-input', 'A seller needs `id` and `name`, and its fields are texts.')
  const { id, name, email, telephone, address, language } = one
  if (language !== undefined && language !== 'fr' && language !== 'en')
    throw new Problem('invalid-input', 'The language is `fr` or `en`.')
  const details = checkedSeller({
    externalId: id,
    name,
    email: email ?? null,
    telephone: telephone ?? null,
    postalAddress: address ?? null,
    language: language ?? 'fr',
  })
  if (details.externalId === null)
    throw new Problem('invalid-input', 'A seller needs the marketplace’s `id`.')
  return { ...details, externalId: details.externalId }
}

function isSent(one: unknown): one is SentSeller {
  if (typeof one !== 'object' || one === null) return false
  const fields = new Map(Object.entries(one))
  const texts = ['email', 'telephone', 'address', 'language']
  return (
    typeof fields.get('id') === 'string' &&
    typeof fields.get('name') === 'string' &&
    texts.every((name) => fields.get(name) === undefined || typeof fields.get(name) === 'string')
  )
}

function checkToken({ headers }: FastifyRequest, token: Secret): void {
  const [, given = ''] = /^Bearer (\S+)$/i.exec(headers.authorization ?? '') ?? []
  const expected = Buffer.from(token.reveal())
  const sent = Buffer.from(given)
  if (expected.length !== sent.length || !timingSafeEqual(expected, sent)) {
    throw new Problem('not-signed-in', 'Give the API’s token as `Authorization: Bearer …`.')
  }
}
