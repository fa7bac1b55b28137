/** The policy's two forms (§2). The second is also the notice of the Digital Services Act, art. 16. */
export const PRODUCT_REPORT_KINDS = ['product-information', 'product-infringement'] as const

export type ProductReportKind = (typeof PRODUCT_REPORT_KINDS)[number]

export const INFRINGEMENT_GROUNDS = [
  'counterfeit',
  'copyright',
  'dangerous',
  'prohibited',
  'recalled',
  'child-abuse',
  'other',
] as const

export type InfringementGround = (typeof INFRINGEMENT_GROUNDS)[number]

export type ProductReportField = 'listings' | 'ground' | 'explanation' | 'name' | 'email' | 'goodFaith'
