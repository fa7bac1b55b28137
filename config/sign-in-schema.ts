import { z } from 'zod'
import { ROLES } from '../core/policy/role.ts'
import { flag, text, wordList } from './setting.ts'

const provider = z
  .strictObject({
    issuer: z
      .url({ protocol: /^https?$/ })
      .optional()
      .meta({
        description:
          "The issuer identifier of the company's OpenID Connect provider. Left out: members sign in with a password only. It sends members back to /sign-in/provider/callback below PUBLIC_URL.",
        env: 'SIGN_IN_ISSUER',
        expects: 'an https address such as https://login.agafort.example',
        example: 'https://login.agafort.example',
      }),
    clientId: text('the client id the provider knows us by').optional().meta({
      description: 'The client id the provider knows us by; its secret is SIGN_IN_CLIENT_SECRET.',
      env: 'SIGN_IN_CLIENT_ID',
      example: 'agafort-intake',
    }),
    name: text('a name').default('Agafort Connect').meta({
      description: 'What its button on the sign-in page is called by.',
      env: 'SIGN_IN_PROVIDER_NAME',
    }),
    createsMembers: flag().default(false).meta({
      description:
        'Whether someone it vouches for who is no member becomes one, as an agent. Otherwise they are refused.',
      env: 'SIGN_IN_CREATES_MEMBERS',
      expects: 'true or false',
    }),
    asksSecondFactor: flag().default(false).meta({
      description: 'Whether it asks for a second factor itself; ours is not asked for after it then.',
      env: 'SIGN_IN_PROVIDER_ASKS_SECOND_FACTOR',
      expects: 'true or false',
    }),
  })
  .prefault({})
  .meta({ description: "The company's identity provider (OpenID Connect), beside the local accounts." })

/** How members get to the desk. */
export const signIn = z
  .strictObject({
    secondFactor: z.enum(['optional', 'required']).default('optional').meta({
      description:
        'Whether members may, or must, show a code of their authenticator (RFC 6238). Who must and has none is led to set it up before anything else.',
      env: 'SIGN_IN_SECOND_FACTOR',
      expects: 'optional or required',
    }),
    requiredFor: wordList(ROLES)
      .default([...ROLES])
      .meta({
        description: 'The roles that must, when it is required.',
        env: 'SIGN_IN_SECOND_FACTOR_ROLES',
        expects: 'a list of agent, investigator, supervisor and administrator',
      }),
    provider,
  })
  .prefault({})
  .meta({ description: 'How members sign in to the desk.' })
