import { createHash, randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Core } from '../../core/kernel/core.ts'
import type { Language } from '../../core/policy/language.ts'
import type { BotSettings } from '../bot-settings.ts'
import { chatDocument, sampleDocument } from './chat-document.ts'
import { PAGE_WORDS } from './chat-page-words.ts'

const FILES = {
  'chat.js': { path: './chat.js', type: 'text/javascript; charset=utf-8' },
  'look.js': { path: './look.js', type: 'text/javascript; charset=utf-8' },
  'chat.css': { path: './chat.css', type: 'text/css; charset=utf-8' },
  'embed.js': { path: './embed.js', type: 'text/javascript; charset=utf-8' },
  'sample.css': { path: './sample.css', type: 'text/css; charset=utf-8' },
} as const
const WEB_CHAT = './web-chat/webchat-4.18.1.js.gz'
const YEAR = 31_536_000
// One of Web Chat's style elements has no nonce. It is inserted empty, and this hash allows an empty one.
const EMPTY_STYLE = `'sha256-${createHash('sha256').update('').digest('base64')}'`

/**
 * Registers the customers' chat page, the one-line script that embeds it in another page, and a sample page with that
 * line. Everything is served from here; the page's policy allows nothing else (Content Security Policy Level 3).
 */
export function chatPageRoutes(app: FastifyInstance, core: Core, settings: BotSettings): void {
  const webChat = readFileSync(fileURLToPath(new URL(WEB_CHAT, import.meta.url)))
  const files = Object.entries(FILES).map(([name, { path, type }]) => {
    const content = readFileSync(fileURLToPath(new URL(path, import.meta.url)))
    return { name, type, content, address: `/chat/${name}?v=${hash(content)}` }
  })
  const address = (name: keyof typeof FILES) => files.find((file) => file.name === name)?.address ?? ''
  const webChatAddress = `/chat/webchat.js?v=${hash(webChat)}`

  app.get('/chat', async (request, reply) => {
    const language = languageOf(request)
    const nonce = randomBytes(16).toString('base64')
    const { secure, host } = placeOf(core, request)
    const sockets = `${secure ? 'wss' : 'ws'}://${host}`
    setPolicy(reply, {
      'script-src': ["'self'"],
      'style-src': ["'self'", `'nonce-${nonce}'`, EMPTY_STYLE],
      'img-src': ["'self'", 'data:', 'blob:'],
      'font-src': ["'self'", 'data:'],
      'connect-src': ["'self'", 'blob:', sockets],
      'worker-src': ['blob:'],
      'frame-ancestors': ["'self'", ...settings.origins],
    })
    const words = PAGE_WORDS[language]
    const { telephone, mailboxes } = core.settings
    const email = mailboxes.find(({ category }) => category === 'other')?.address ?? ''
    return page(
      reply,
      chatDocument({
        language,
        words,
        nonce,
        telephone,
        email,
        framed: (request.query as { frame?: string }).frame === '1',
        styles: address('chat.css'),
        scripts: [webChatAddress, address('look.js'), address('chat.js')],
      }),
    )
  })

  app.get('/chat/sample', async (request, reply) => {
    setPolicy(reply, {
      'script-src': ["'self'"],
      'style-src': ["'self'"],
      'img-src': ['data:'],
      'frame-src': ["'self'"],
      'frame-ancestors': ["'none'"],
    })
    const { secure, host } = placeOf(core, request)
    const embed = `${secure ? 'https' : 'http'}://${host}/chat/embed.js`
    return page(reply, sampleDocument({ embed, styles: address('sample.css') }))
  })

  for (const { name, type, content } of files) {
    app.get(`/chat/${name}`, async (request, reply) => {
      const { v } = request.query as { v?: string }
      return reply
        .type(type)
        .header('cache-control', v ? `public, max-age=${YEAR}, immutable` : 'public, max-age=300')
        .header('cross-origin-resource-policy', name === 'embed.js' ? 'cross-origin' : 'same-origin')
        .send(content)
    })
  }
  app.get('/chat/webchat.js', async (_request, reply) =>
    reply
      .type('text/javascript; charset=utf-8')
      .header('content-encoding', 'gzip')
      .header('cache-control', `public, max-age=${YEAR}, immutable`)
      .send(webChat),
  )
}

function page(reply: FastifyReply, document: string): FastifyReply {
  return reply.type('text/html; charset=utf-8').header('cache-control', 'no-store').send(document)
}

function setPolicy(reply: FastifyReply, directives: Readonly<Record<string, readonly string[]>>): void {
  const all = { 'default-src': ["'none'"], 'base-uri': ["'none'"], 'form-action': ["'none'"], ...directives }
  const policy = Object.entries(all).map(([name, values]) => [name, ...values].join(' '))
  reply.header('content-security-policy', policy.join('; '))
  // The policy's frame-ancestors decides who may frame the page; the older header cannot name sites.
  reply.removeHeader('x-frame-options')
}

function placeOf(core: Core, request: FastifyRequest): { secure: boolean; host: string } {
  const publicUrl = new URL(core.settings.publicUrl)
  const secure =
    request.protocol === 'https' || (publicUrl.protocol === 'https:' && publicUrl.host === request.host)
  return { secure, host: /^[\w.:[\]-]+$/.test(request.host) ? request.host : publicUrl.host }
}

function languageOf({ query, headers }: FastifyRequest): Language {
  const { lang } = query as { lang?: string }
  if (lang === 'fr' || lang === 'en') return lang
  const preferred = (headers['accept-language'] ?? '').toLowerCase().split(',')
  const known = preferred.map((range) => range.trim().slice(0, 2)).find((one) => one === 'fr' || one === 'en')
  return known === 'en' ? 'en' : 'fr'
}

function hash(content: Buffer): string {
  return createHash('sha256').update(content).digest('hex').slice(0, 12)
}
