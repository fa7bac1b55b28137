import { z } from 'zod'
import { addFromSystem, receiveFromSystem } from '../../core/api/api-intake.ts'
import { type ApiTicket, listApiTickets, readApiTicket } from '../../core/api/api-ticket.ts'
import type { ApiRoute } from './api-route.ts'
import {
  FAULT,
  IDEMPOTENCY,
  LIST_QUERY,
  NEW_MESSAGE,
  NEW_TICKET,
  REFERENCE,
  TAKEN_IN,
  TICKET_LIST,
  WHOLE_TICKET,
} from './schemas.ts'

const TAGS = ['Tickets']
const PARAMS = z.object({ reference: REFERENCE })

/** Tickets for other systems: submit one, read them, add what a customer wrote elsewhere. */
export const API_TICKET_ROUTES: readonly ApiRoute[] = [
  {
    method: 'POST',
    url: '/api/v1/tickets',
    scope: 'tickets:write',
    schema: {
      summary: 'Hand in a customer’s matter',
      description:
        'Received as on any channel: a reference, the promises of the policy from this moment, an acknowledgement to the customer.',
      tags: TAGS,
      headers: IDEMPOTENCY,
      body: NEW_TICKET,
      response: { 200: TAKEN_IN, 201: TAKEN_IN, 400: FAULT, 401: FAULT, 403: FAULT },
    },
    handle: async ({ core, caller, body, idempotencyKey }) => {
      const { customer, category = null, ...report } = NEW_TICKET.parse(body)
      const { name = null, email = null, telephone = null } = customer
      const taken = await receiveFromSystem(core, caller, {
        ...report,
        category,
        customer: { name, email, telephone },
        idempotencyKey,
      })
      return { status: taken.known ? 200 : 201, body: taken }
    },
  },
  {
    method: 'GET',
    url: '/api/v1/tickets',
    scope: 'tickets:read',
    schema: {
      summary: 'List tickets',
      description: 'Fifty a page, the one with the latest message first. Only what the token may read.',
      tags: TAGS,
      querystring: LIST_QUERY,
      response: { 200: TICKET_LIST, 400: FAULT, 401: FAULT, 403: FAULT },
    },
    handle: async ({ core, caller, query }) => {
      const { status, category, since, after } = LIST_QUERY.parse(query)
      const { tickets, next } = await listApiTickets(core, caller, {
        ...(status ? { status } : {}),
        ...(category ? { category } : {}),
        ...(since ? { since: new Date(since) } : {}),
        ...(after ? { after } : {}),
      })
      return { status: 200, body: { tickets: tickets.map(writtenTicket), next } }
    },
  },
  {
    method: 'GET',
    url: '/api/v1/tickets/:reference',
    scope: 'tickets:read',
    schema: {
      summary: 'Read a ticket',
      description:
        'With its promises and what customer and members wrote; notes and seller threads stay inside.',
      tags: TAGS,
      params: PARAMS,
      response: { 200: WHOLE_TICKET, 401: FAULT, 403: FAULT, 404: FAULT },
    },
    handle: async ({ core, caller, params }) => {
      const { ticket, promises, messages } = await readApiTicket(core, caller, params.reference ?? '')
      const body = {
        ticket: writtenTicket(ticket),
        promises: promises.map((promise) => ({
          ...promise,
          dueAt: promise.dueAt.toISOString(),
          endedAt: promise.endedAt?.toISOString() ?? null,
        })),
        messages: messages.map((message) => ({ ...message, at: message.at.toISOString() })),
      }
      return { status: 200, body }
    },
  },
  {
    method: 'POST',
    url: '/api/v1/tickets/:reference/messages',
    scope: 'messages:write',
    schema: {
      summary: 'Add what a customer wrote elsewhere',
      tags: TAGS,
      params: PARAMS,
      headers: IDEMPOTENCY,
      body: NEW_MESSAGE,
      response: { 200: TAKEN_IN, 201: TAKEN_IN, 400: FAULT, 401: FAULT, 403: FAULT, 404: FAULT },
    },
    handle: async ({ core, caller, params, body, idempotencyKey }) => {
      const { email, text } = NEW_MESSAGE.parse(body)
      const reference = params.reference ?? ''
      const taken = await addFromSystem(core, caller, { reference, email, text, idempotencyKey })
      return { status: taken.known ? 200 : 201, body: taken }
    },
  },
]

/** Returns a ticket with its instants as the API writes them. */
export function writtenTicket(ticket: ApiTicket) {
  return {
    ...ticket,
    firstContactAt: ticket.firstContactAt.toISOString(),
    lastMessageAt: ticket.lastMessageAt.toISOString(),
    resolvedAt: ticket.resolvedAt?.toISOString() ?? null,
  }
}
