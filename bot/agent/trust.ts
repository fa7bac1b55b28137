import type { ChatIdentity } from '../../core/chat/chat-identity.ts'
import type { Clock } from '../../core/kernel/clock.ts'
import { openToken, signToken } from './json-web-token.ts'

/** Issuers and audiences of the tokens between our own channel and our own agent. */
export const CHANNEL_ISSUER = 'urn:agafort:chat-channel'
const CHANNEL_AUDIENCE = 'urn:agafort:chat-connector'

const HOLDS = 10 * 60
// A signature costs more than the rest of a message, so one token is reused for a while, as Azure does.
const RENEW_BEFORE = 5 * 60

/** The Authorization headers that our channel and our agent send each other. */
export interface Trust {
  /** Returns the channel's header for the agent, bound to the address that receives the replies. */
  ofChannel(serviceUrl: string): string
  /** Returns the agent's header for the channel. */
  ofAgent(): string
  /** Returns whether a header is the channel's own, with replies going to that address. */
  isChannel(authorization: string | undefined, serviceUrl: string): boolean
  isAgent(authorization: string | undefined): boolean
}

/** Opens the trust based on one key: its holder is us, and a token for one direction is invalid for the other. */
export function openTrust(identity: ChatIdentity, clock: Clock): Trust {
  const headers = new Map<string, { header: string; renewAt: number }>()
  const header = (name: string, claims: Record<string, unknown>) => {
    const now = Math.floor(clock.now().getTime() / 1000)
    const known = headers.get(name)
    if (known && now < known.renewAt && now > known.renewAt - HOLDS) return known.header
    const token = signToken(identity, { ...claims, iat: now, nbf: now, exp: now + HOLDS })
    const made = { header: `Bearer ${token}`, renewAt: now + HOLDS - RENEW_BEFORE }
    headers.set(name, made)
    return made.header
  }
  const open = (authorization: string | undefined, issuer: string, audience: string) => {
    const [, token] = /^Bearer (\S+)$/.exec(authorization ?? '') ?? []
    return token === undefined
      ? undefined
      : openToken(identity.publicKey, token, { issuer, audience, now: clock.now() })
  }
  return {
    ofChannel: (serviceUrl) =>
      header(`channel ${serviceUrl}`, {
        iss: CHANNEL_ISSUER,
        aud: identity.appId,
        serviceurl: serviceUrl,
      }),
    ofAgent: () => header('agent', { iss: identity.appId, aud: CHANNEL_AUDIENCE }),
    isChannel: (authorization, serviceUrl) =>
      open(authorization, CHANNEL_ISSUER, identity.appId)?.serviceurl === serviceUrl,
    isAgent: (authorization) => open(authorization, identity.appId, CHANNEL_AUDIENCE) !== undefined,
  }
}
