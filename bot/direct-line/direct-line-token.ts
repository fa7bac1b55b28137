import { randomBytes } from 'node:crypto'
import type { Core } from '../../core/kernel/core.ts'
import { openLink, signLink } from '../../core/kernel/signed-link.ts'

/** The subject of a token: one user of one conversation. */
export interface Bearer {
  conversationId: string
  userId: string
}

/** Why a token is refused. */
type TokenRefusal = 'missing' | 'altered' | 'expired'

const SEPARATOR = ' '

/** Returns unguessable ids for a new conversation and its customer. */
export function newBearer(): Bearer {
  return {
    conversationId: randomBytes(16).toString('base64url'),
    userId: `customer-${randomBytes(12).toString('base64url')}`,
  }
}

/** Returns a token with a lifetime in seconds. A `chat-resume` token only obtains a new `chat` token. */
export function issueToken(
  core: Core,
  bearer: Bearer,
  seconds: number,
  purpose: 'chat' | 'chat-resume' = 'chat',
): string {
  return signLink(core.settings.secretKeys, {
    purpose,
    subject: `${bearer.conversationId}${SEPARATOR}${bearer.userId}`,
    expiresAt: new Date(core.clock.now().getTime() + seconds * 1000),
  })
}

/** Returns the bearer of a token, or why it is refused. */
export function openBearer(
  core: Core,
  token: string | undefined,
  purpose: 'chat' | 'chat-resume' = 'chat',
): { bearer: Bearer } | { refused: TokenRefusal } {
  if (!token) return { refused: 'missing' }
  const opened = openLink(core.settings.secretKeys, purpose, token, core.clock.now())
  if (!opened.ok) return { refused: opened.why }
  const [conversationId, userId] = opened.subject.split(SEPARATOR)
  return conversationId && userId ? { bearer: { conversationId, userId } } : { refused: 'altered' }
}

/** Returns the token in an Authorization header; undefined when there is none. */
export function bearerToken(authorization: string | undefined): string | undefined {
  return /^Bearer\s+(\S+)$/i.exec(authorization ?? '')?.[1]
}
