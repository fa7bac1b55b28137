import { randomBytes } from 'node:crypto'
import type { Core } from '../../core/kernel/core.ts'
import { openLink, signLink } from '../../core/kernel/signed-link.ts'

/** Whom a token lets in: one user of one conversation. */
export interface Bearer {
  conversationId: string
  userId: string
}

/** Why a token does not let anyone in. */
type TokenRefusal = 'missing' | 'altered' | 'expired'

const SEPARATOR = ' '

/** Names for a new conversation and its customer that nobody can guess. */
export function newBearer(): Bearer {
  return {
    conversationId: randomBytes(16).toString('base64url'),
    userId: `customer-${randomBytes(12).toString('base64url')}`,
  }
}

/** A token that holds for some seconds; `chat-resume` gets a new `chat` token, and opens nothing else. */
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

/** Whom a token lets in, or why not. */
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

/** The token in an Authorization header; undefined when there is none. */
export function bearerToken(authorization: string | undefined): string | undefined {
  return /^Bearer\s+(\S+)$/i.exec(authorization ?? '')?.[1]
}
