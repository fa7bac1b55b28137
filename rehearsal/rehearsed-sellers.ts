import type { Core } from '../core/kernel/core.ts'
import type { SellerId } from '../core/kernel/id.ts'
import { createSeller } from '../core/seller/seller.ts'

const SELLERS = 60

/** A seller on the rehearsed marketplace. */
export interface KnownSeller {
  id: SellerId
  name: string
  email: string
}

/** Creates the sellers, as a member would by hand. */
export async function settleSellers(core: Core): Promise<KnownSeller[]> {
  const created: KnownSeller[] = []
  for (let place = 1; place <= SELLERS; place++) {
    const name = `Boutique ${place}`
    const email = `boutique.${place}@vendeurs.example`
    const more = { externalId: `V-${place}`, telephone: null, postalAddress: null, language: 'fr' } as const
    const { id } = await createSeller(core, { name, email, ...more })
    created.push({ id, name, email })
  }
  return created
}
