import { z } from 'zod'

/** Where the marketplace is told of sanctions; its secret comes from the environment. */
export const marketplaceWebhook = z
  .strictObject({
    url: z
      .url({ protocol: /^https?$/ })
      .refine((url) => URL.canParse(url) && !new URL(url).username && !new URL(url).password)
      .optional()
      .meta({
        description: 'The address notices are posted to. Left out: they wait until there is one.',
        env: 'MARKETPLACE_WEBHOOK_URL',
        expects: 'an address such as https://marketplace.agafort.example/sellers/notices, without user name',
        example: 'https://marketplace.agafort.example/sellers/notices',
      }),
  })
  .prefault({})
  .meta({
    description:
      'The marketplace is told of sanctions decided and lifted, signed with MARKETPLACE_WEBHOOK_SECRET (HMAC-SHA256 over "time.body", in X-Agafort-Signature).',
  })
