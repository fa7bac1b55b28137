import type { Detail, Details } from '../dialogue-types.ts'
import { readEmail } from './email-address.ts'
import { readListing } from './listing.ts'
import { readAskedOrderNumber, readOrderNumber } from './order-number.ts'
import { readAskedName, readName } from './person-name.ts'
import { readTelephone } from './telephone-number.ts'

/** Everything a text says by itself of who writes and what about; null for what it does not say. */
export function readDetails(text: string): Details {
  return {
    name: readName(text),
    email: readEmail(text),
    telephone: readTelephone(text),
    orderNumber: readOrderNumber(text),
    listing: readListing(text),
  }
}

/** What an answer to the question for one detail says: read more freely than a text nobody asked for. */
export function readAskedDetail(detail: Detail, text: string): string | null {
  switch (detail) {
    case 'email':
      return readEmail(text)
    case 'name':
      return readAskedName(text)
    case 'orderNumber':
      return readAskedOrderNumber(text)
    case 'listing':
      return readListing(text)
  }
}
