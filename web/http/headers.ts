import type { FastifyReply } from 'fastify'

type Directives = Readonly<Record<string, readonly string[]>>

/** Our own pages: nothing from elsewhere, nothing inline, no frame around them. */
export const PAGE_POLICY: Directives = {
  'default-src': ["'none'"],
  'script-src': ["'self'"],
  'style-src': ["'self'"],
  'img-src': ["'self'", 'data:'],
  'font-src': ["'self'"],
  'connect-src': ["'self'"],
  'media-src': ["'self'"],
  'worker-src': ["'self'"],
  'form-action': ["'self'"],
  'frame-src': ["'self'"],
  'frame-ancestors': ["'none'"],
  'base-uri': ["'none'"],
}

/**
 * Returns the policy for a customer's mail in its frame: styles and its own pictures are allowed, remote pictures only
 * on request.
 */
export function mailPolicy(remoteImages: boolean): Directives {
  return {
    sandbox: ['allow-popups', 'allow-popups-to-escape-sandbox'],
    'default-src': ["'none'"],
    'style-src': ["'unsafe-inline'"],
    'img-src': remoteImages ? ['data:', 'https:', 'http:'] : ['data:'],
    'form-action': ["'none'"],
    'frame-ancestors': ["'self'"],
    'base-uri': ["'none'"],
  }
}

/** An uploaded file: even opened in the browser it runs nothing. */
export const FILE_POLICY: Directives = {
  sandbox: [],
  'default-src': ["'none'"],
  'frame-ancestors': ["'none'"],
}

/** Sets the Content-Security-Policy of one response. */
export function setPolicy(reply: FastifyReply, directives: Directives): void {
  const policy = Object.entries(directives).map(([name, values]) => [name, ...values].join(' '))
  reply.header('content-security-policy', policy.join('; '))
  if (directives['frame-ancestors']?.includes("'self'")) reply.header('x-frame-options', 'SAMEORIGIN')
}

/**
 * Returns `attachment` with the name in ASCII and, for any other characters, as RFC 5987 encodes it (RFC 6266 §4.3).
 */
export function asDownload(name: string): string {
  const ascii = name
    .normalize('NFD')
    .replace(/[^\x20-\x7e]/g, '')
    .replace(/["\\%]/g, '_')
    .trim()
  const encoded = encodeURIComponent(name.toWellFormed()).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  return `attachment; filename="${ascii || 'fichier'}"; filename*=UTF-8''${encoded}`
}
