import type { Queryable } from '../kernel/core.ts'
import type { TicketId } from '../kernel/id.ts'
import { type Sanction, sanctionsOf } from './sanction-record.ts'
import { type Seller, sellerOfTicket } from './seller.ts'
import { type SellerContactView, sellerContactRequestsOf } from './seller-contact.ts'
import { type SellerRequestView, sellerRequestsOf } from './seller-request.ts'

/** A ticket's seller, with all questions, contact requests and sanctions. */
export interface SellerRecord {
  /** Null while the ticket names none. */
  seller: Seller | null
  requests: SellerRequestView[]
  contactRequests: SellerContactView[]
  /** The seller's sanctions from every ticket, newest first. */
  sanctions: Sanction[]
}

/** Returns everything the desk displays of a ticket's seller. The caller has checked the reader. */
export async function sellerRecordOf(db: Queryable, ticketId: TicketId): Promise<SellerRecord> {
  const [seller, requests, contactRequests] = await Promise.all([
    sellerOfTicket(db, ticketId),
    sellerRequestsOf(db, ticketId),
    sellerContactRequestsOf(db, ticketId),
  ])
  const sanctions = seller ? await sanctionsOf(db, seller.id) : []
  return { seller: seller ?? null, requests, contactRequests, sanctions }
}
