import type { FastifyRequest } from 'fastify'
import type { Language } from '../../core/policy/language.ts'

/** Returns the language of `?lang=`, else the one the browser prefers of our two, else French. */
export function preferredLanguage(request: FastifyRequest): Language {
  const requested = (request.query as Record<string, unknown> | undefined)?.lang
  if (requested === 'fr' || requested === 'en') return requested
  for (const range of (request.headers['accept-language'] ?? '').toLowerCase().split(',')) {
    const language = range.trim().slice(0, 2)
    if (language === 'fr' || language === 'en') return language
  }
  return 'fr'
}
