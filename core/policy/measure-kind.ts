/** A measure taken on a ticket, reported to its customer in the next update (policy §3). */
export type MeasureKind =
  | 'handed-to-resolution'
  | 'investigation-begun'
  | 'handed-to-customer-experience'
  | 'information-received'
  | 'information-lapsed'
  | 'seller-asked'
  | 'seller-reminded'
  | 'seller-answered'
  | 'seller-silent'
  | 'called'
