import type { FastifyRequest } from 'fastify'
import type { Language } from '../../core/policy/language.ts'

/** The language a visitor asks for by `?lang=`, else the one the browser prefers of our two, else French. */
export function preferredLanguage(request: FastifyRequest): Language {
  const asked = (request.query as Record<string, unknown> | undefined)?.lang
  if (asked === 'fr' || asked === 'en') return asked
  for (const range of (request.headers['accept-language'] ?? '').toLowerCase().split(',')) {
    const language = range.trim().slice(0, 2)
    if (language === 'fr' || language === 'en') return language
  }
  return 'fr'
}
