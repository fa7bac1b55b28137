import { z } from 'zod'
import { readApiConversation } from '../../core/api/api-conversation.ts'
import type { ApiRoute } from './api-route.ts'
import { CONVERSATION, FAULT } from './schemas.ts'
import { writtenTicket } from './ticket-routes.ts'

const PARAMS = z.object({
  id: z.string().max(200).meta({ description: 'The id the channel gave the conversation.' }),
})

/** Chats for other systems: what was recorded of one. */
export const API_CONVERSATION_ROUTES: readonly ApiRoute[] = [
  {
    method: 'GET',
    url: '/api/v1/conversations/:id',
    scope: 'tickets:read',
    schema: {
      summary: 'Read what a chat recorded',
      description:
        'Its tickets with the customer, order numbers and links that were read, and whether a person was called. A chat with a ticket in a lane the token may not read is not found.',
      tags: ['Conversations'],
      params: PARAMS,
      response: { 200: CONVERSATION, 401: FAULT, 403: FAULT, 404: FAULT },
    },
    handle: async ({ core, caller, params }) => {
      const { tickets, handoffs, ...conversation } = await readApiConversation(core, caller, params.id ?? '')
      const body = {
        ...conversation,
        startedAt: conversation.startedAt.toISOString(),
        tickets: tickets.map((ticket) => ({
          ...ticket,
          ...writtenTicket(ticket),
          customer: ticket.customer,
        })),
        handoffs: handoffs.map((handoff) => ({
          ...handoff,
          requestedAt: handoff.requestedAt.toISOString(),
          endedAt: handoff.endedAt?.toISOString() ?? null,
        })),
      }
      return { status: 200, body }
    },
  },
]
