import {
  refuseSellerContact,
  releaseSellerContact,
  requestSellerContact,
} from '../../../core/seller/seller-contact.ts'
import { html } from '../../http/html.ts'
import { EVERY_ROLE } from '../../http/route.ts'
import { type TicketTool, type ToolView, textField, typedText } from './tool-form.ts'

/** The customer said that they want the seller's details (policy §5). */
export const CONTACT_WISH_TOOL: TicketTool = {
  name: 'seller-contact',
  allow: EVERY_ROLE,
  offered: (view) => view.seller.seller !== null && isLive(view) && !asked(view),
  fields: () => html``,
  act: ({ core, member }, ticket) => requestSellerContact(core, ticket.id, { kind: 'member', id: member.id }),
}

/** Gives the customer the seller's details; before our efforts have failed, only with a reason. */
export const CONTACT_RELEASE_TOOL: TicketTool = {
  name: 'seller-contact-release',
  allow: EVERY_ROLE,
  offered: (view) => isLive(view) && asked(view),
  fields: (form) => textField(form, 'text', form.words.text, 3, false),
  act: (visit, ticket) => {
    const because = typedText(visit, 'text').trim()
    return releaseSellerContact(visit.core, {
      ticketId: ticket.id,
      memberId: visit.member.id,
      ...(because === '' ? {} : { because }),
    })
  },
}

/** Tells the customer why the seller's details are not given. */
export const CONTACT_REFUSAL_TOOL: TicketTool = {
  name: 'seller-contact-refusal',
  allow: EVERY_ROLE,
  offered: (view) => isLive(view) && asked(view),
  fields: (form) => textField(form, 'text', form.words.text, 3),
  act: (visit, ticket) =>
    refuseSellerContact(visit.core, {
      ticketId: ticket.id,
      memberId: visit.member.id,
      reason: typedText(visit, 'text'),
    }),
}

function isLive({ ticket }: ToolView): boolean {
  return !ticket.setAsideAt && !ticket.mergedInto && !ticket.quarantinedAt
}

function asked({ seller }: ToolView): boolean {
  return seller.contactRequests.some(({ decided }) => decided === null)
}
