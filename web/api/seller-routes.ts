import type { Core } from '../../core/kernel/core.ts'
import { Problem } from '../../core/kernel/problem.ts'
import { checkedSeller, type SellerDetails } from '../../core/seller/seller.ts'
import { saveSellers } from '../../core/seller/seller-import.ts'
import type { ApiRoute } from './api-route.ts'
import { FAULT, SAVED_SELLERS, SELLERS } from './schemas.ts'

/** A seller as the marketplace sends it. */
interface SentSeller {
  /** The marketplace's own seller number. */
  id: string
  name: string
  email?: string
  telephone?: string
  address?: string
  language?: 'fr' | 'en'
}

/**
 * `PUT /api/sellers` (policy §5): the marketplace keeps its sellers up to date here. Sellers with a known number are
 * changed, the others added. The response gives the reason for each rejected seller, which does not block the others.
 */
export const API_SELLER_ROUTES: readonly ApiRoute[] = [
  {
    method: 'PUT',
    url: '/api/sellers',
    scope: 'sellers:write',
    bodyLimit: 2_000_000,
    schema: {
      summary: 'Bring sellers up to date',
      description:
        'Those whose number is known are changed, the others added. Sending the same again changes nothing.',
      tags: ['Sellers'],
      body: SELLERS,
      response: { 200: SAVED_SELLERS, 400: FAULT, 401: FAULT, 403: FAULT },
    },
    handle: async ({ core, body }) => ({ status: 200, body: await save(core, SELLERS.parse(body).sellers) }),
  },
]

async function save(core: Core, sent: readonly unknown[]) {
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
  return { ...saved, refused }
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
