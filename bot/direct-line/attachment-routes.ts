import type { FastifyInstance } from 'fastify'
import { readDirectLineFile } from '../../core/chat/direct-line-file.ts'
import type { Core } from '../../core/kernel/core.ts'
import { openLink, signLink } from '../../core/kernel/signed-link.ts'
import { ClientError } from './client-error.ts'
import type { DirectLineContext } from './direct-line-context.ts'

const PATH = '/v3/directline/attachments/'

/**
 * Returns the URL of a file. It is a secret of its conversation, because a browser fetches pictures without a token.
 */
export function fileAddress(core: Core, file: { id: string; name: string }): string {
  const token = signLink(core.settings.secretKeys, { purpose: 'chat-file', subject: file.id })
  return `${core.settings.publicUrl}${PATH}${token}/${encodeURIComponent(file.name)}`
}

/** Returns the file of one of our URLs; undefined for any other URL. */
export function fileOfAddress(core: Core, address: string): string | undefined {
  if (!address.startsWith(`${core.settings.publicUrl}${PATH}`)) return undefined
  return fileOfToken(core, address.slice(core.settings.publicUrl.length + PATH.length).split('/')[0] ?? '')
}

/** Serves files by their URL; even opened in a browser they run nothing. */
export function attachmentRoutes(app: FastifyInstance, { core }: DirectLineContext): void {
  app.get(`${PATH}:token/:name`, async (request, reply) => {
    const { token } = request.params as { token: string }
    const id = fileOfToken(core, token)
    if (id === undefined) throw new ClientError(404, 'BadArgument', 'There is no such file.')
    const file = await readDirectLineFile(core, id)
    const shown = file.type.startsWith('image/') && file.type !== 'image/heic'
    return reply
      .header('content-type', file.type === 'text/plain' ? 'text/plain; charset=utf-8' : file.type)
      .header(
        'content-disposition',
        `${shown ? 'inline' : 'attachment'}; filename*=UTF-8''${encoded(file.name)}`,
      )
      .header('content-security-policy', "sandbox; default-src 'none'; frame-ancestors 'none'")
      .header('x-content-type-options', 'nosniff')
      .header('cache-control', 'private, max-age=3600, immutable')
      .send(file.content)
  })
}

function fileOfToken(core: Core, token: string): string | undefined {
  const opened = openLink(core.settings.secretKeys, 'chat-file', token, core.clock.now())
  return opened.ok ? opened.subject : undefined
}

function encoded(name: string): string {
  return encodeURIComponent(name).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}
