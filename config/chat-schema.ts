import { z } from 'zod'
import { text, wholeNumber } from './setting.ts'

/** Settings of the live chat. */
export const chat = z
  .strictObject({
    authentication: z.enum(['own', 'azure', 'none']).default('own').meta({
      description:
        'How the chat agent knows who calls it. own: our channel and agent sign what they send each other, nothing else is let in. azure: the same, and channels of Azure (Teams and others) for the app below. none: nobody is checked; on this machine only.',
      env: 'CHAT_AUTHENTICATION',
      expects: 'own, azure or none',
    }),
    appId: z.uuid().optional().meta({
      description: "The agent's app id at Azure; its password is CHAT_APP_PASSWORD.",
      env: 'CHAT_APP_ID',
      expects: 'an app id such as 00000000-0000-0000-0000-000000000000',
      example: '00000000-0000-0000-0000-000000000000',
    }),
    tenantId: z.uuid().optional().meta({
      description: 'The tenant of that app, when it is for one tenant only.',
      env: 'CHAT_TENANT_ID',
      expects: 'a tenant id such as 00000000-0000-0000-0000-000000000000',
      example: '00000000-0000-0000-0000-000000000000',
    }),
    serviceUrls: z
      .array(
        z
          .url({ protocol: /^https$/ })
          .meta({ expects: 'an https address', example: 'https://smba.trafficmanager.net/' }),
      )
      .default([
        'https://smba.trafficmanager.net/',
        'https://directline.botframework.com/',
        'https://webchat.botframework.com/',
      ])
      .meta({
        description: "Where Azure's channels take answers; what names another place is refused.",
        env: 'CHAT_SERVICE_URLS',
        expects: 'a list of https addresses',
      }),
    hubChannels: z
      .array(
        text('the name of a channel such as directline')
          .regex(/^[a-z][a-z0-9-]{1,49}$/)
          .meta({ expects: 'the name of a channel at Azure', example: 'directline' }),
      )
      .default([])
      .meta({
        description:
          "Channels of Azure that belong to an outside hub: there a customer who wants a person is handed to the hub's people (handoff.initiate), and its handoff.status is heard. Everywhere else, for the sensitive lanes, and when the hub has nobody, our own people answer.",
        env: 'CHAT_HUB_CHANNELS',
        expects: 'a list of channels such as ["directline"]',
      }),
    origins: z
      .array(
        text('a site such as https://www.agafort.example')
          .regex(/^https?:\/\/[\w.-]+(?::\d{1,5})?$/)
          .meta({ expects: 'a site without a path', example: 'https://www.agafort.example' }),
      )
      .default([])
      .meta({
        description: 'Sites of yours that may show the chat; our own pages always may.',
        env: 'CHAT_ORIGINS',
        expects: 'a list of sites such as ["https://www.agafort.example"]',
      }),
    tokenMinutes: wholeNumber(2, 1440).default(30).meta({
      description: "How long a browser's token holds before it is renewed.",
      env: 'CHAT_TOKEN_MINUTES',
    }),
    conversationsPerMinute: wholeNumber(1, 100_000).default(20).meta({
      description: 'Conversations begun from one address in a minute.',
      env: 'CHAT_CONVERSATIONS_PER_MINUTE',
    }),
    messagesPerMinute: wholeNumber(1, 100_000).default(60).meta({
      description: 'Messages and files in one conversation in a minute.',
      env: 'CHAT_MESSAGES_PER_MINUTE',
    }),
  })
  .prefault({})
  .meta({ description: 'The live chat: who may reach its agent, and which sites show it.' })
