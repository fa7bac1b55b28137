import type { FastifyInstance } from 'fastify'
import type { Core } from '../../core/kernel/core.ts'
import { LARGEST_JSON } from '../bot-settings.ts'
import { isKnownPlace, shapedActivity } from './activity.ts'
import type { AzureAdapter } from './adapter.ts'

/**
 * Registers the agent's endpoint for Azure's channels, `/api/messages`. A caller that does not prove to be a channel gets
 * 401, whatever is wrong; so does an activity without the needed shape, or whose replies would go to a place that is not
 * among `serviceUrls`. These two the SDK never sees. The response never reveals what was thrown.
 */
export function agentRoutes(
  app: FastifyInstance,
  { core, azure, serviceUrls }: { core: Core; azure: AzureAdapter; serviceUrls: readonly string[] },
): void {
  app.post('/api/messages', { bodyLimit: LARGEST_JSON }, async (request, reply) => {
    const activity = shapedActivity(request.body)
    // Azure's own emulator and skills have no address in the configured list, so they are refused.
    if (!activity || activity.channelId === 'AseChannel' || !isKnownPlace(activity.serviceUrl, serviceUrls)) {
      return reply.code(401).send()
    }
    try {
      const outcome = await azure.receive(activity, request.headers.authorization ?? '')
      return reply.code(outcome === 'taken' ? 200 : 401).send()
    } catch (error) {
      core.log.error('the chat agent could not take an activity', { error })
      return reply.code(503).header('retry-after', '1').send()
    }
  })
}
