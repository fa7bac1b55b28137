import { simpleParser } from 'mailparser'
import { describe, expect, it } from 'vitest'
import { fileOf, keepFiles } from '../../../core/kernel/file.ts'
import type { Reference } from '../../../core/kernel/reference.ts'
import type { MailContent, OutgoingMail } from '../../../core/outbox/outbox.ts'
import { useTestDatabase } from '../../servers/database.ts'
import { accountAt, enqueue, SENDERS, useSending } from '../../world/sending-world.ts'
import { openWorld, TUESDAY } from '../../world/world.ts'

describe('A mail we send', () => {
  const database = useTestDatabase('PGlite')
  const { core, clock } = openWorld(database)
  const sending = useSending()

  async function sent(given: Partial<Omit<OutgoingMail, 'content'>> & { content?: Partial<MailContent> }) {
    clock.set(TUESDAY)
    const sink = await sending.sink()
    await enqueue(core, given)
    await sending.deliver(core, sink).drained()
    const [mail] = sink.mails
    if (!mail) throw new Error('nothing was sent')
    return { mail, parsed: await simpleParser(mail.raw) }
  }

  it('says that it is automatic when it is', async () => {
    const { mail } = await sent({ kind: 'acknowledgement', content: { autoSubmitted: 'auto-replied' } })
    expect(mail.headers['auto-submitted']).toBe('auto-replied')
    expect(mail.headers['x-auto-response-suppress']).toBe('DR, RN, NRN, OOF, AutoReply')
  })

  it('says nothing of the kind when a person wrote it', async () => {
    const { mail } = await sent({ content: { autoSubmitted: null, fromName: 'Anne, service client' } })
    const names = Object.keys(mail.headers)
    for (const name of ['auto-submitted', 'x-auto-response-suppress', 'precedence', 'list-id', 'x-mailer']) {
      expect(names).not.toContain(name)
    }
    expect(mail.headers.from).toBe('"Anne, service client" <contact@agafort.example>')
  })

  it('stands in its thread and brings the reply back to its ticket', async () => {
    const { mail } = await sent({
      content: {
        inReplyTo: '<two@courriel.example>',
        references: ['<one@courriel.example>', '<two@courriel.example>'],
        replyTo: 'AGF-7K2M-9QWX' as Reference,
      },
    })
    expect(mail.headers['in-reply-to']).toBe('<two@courriel.example>')
    expect(mail.headers.references).toBe('<one@courriel.example> <two@courriel.example>')
    expect(mail.headers['reply-to']).toMatch(/^contact\+agf-7k2m9qwx-[0-9a-z]{10}@agafort\.example$/)
  })

  it('is whole in French, in plain text and HTML', async () => {
    const subject = 'Votre réclamation : colis jamais reçu – où est-il ? [AGF-7K2M-9QWX]'
    const text = 'Bonjour,\n\nVotre « colis » est à l’agence : il repart dès demain, à 8 h.\n.\nÀ bientôt\n'
    const { parsed } = await sent({
      content: { subject, text, html: '<p lang="fr">Votre « colis » est à l’agence.</p>' },
    })
    expect(parsed.subject).toBe(subject)
    expect(parsed.text?.trim()).toBe(text.trim())
    expect(parsed.html).toContain('<p lang="fr">Votre « colis » est à l’agence.</p>')
  })

  it('carries its attachments', async () => {
    const file = fileOf(Buffer.from('%PDF-1.7 étiquette de retour'))
    await core.db.transaction().execute((trx) => keepFiles(trx, [file], TUESDAY))
    const name = 'Étiquette de retour.pdf'
    const { parsed } = await sent({
      content: { attachments: [{ name, type: 'application/pdf', sha256: file.sha256 }] },
    })
    expect(parsed.attachments).toMatchObject([{ filename: name, contentType: 'application/pdf' }])
    expect(parsed.attachments[0]?.content).toEqual(Buffer.from(file.content))
  })

  it('lets nothing in its content begin another header', async () => {
    const inject = '\r\nBcc: tout@le.monde.example\r\nX-Injected: yes'
    const { mail, parsed } = await sent({
      content: {
        subject: `Bonjour${inject}`,
        fromName: `Anne${inject}`,
        inReplyTo: `<a@b.example>${inject}`,
        references: [`<c@d.example>${inject}`, '<fine@courriel.example>', `<e@f.example\n X-Injected: yes>`],
        attachments: [],
      },
    })
    expect(Object.keys(mail.headers)).not.toContain('x-injected')
    expect(Object.keys(mail.headers)).not.toContain('bcc')
    expect(mail.to).toEqual(['marie.dubois@courriel.example'])
    expect(mail.headers.references).toBe('<fine@courriel.example>')
    expect(mail.headers['in-reply-to']).toBeUndefined()
    expect(parsed.subject).toBe('Bonjour Bcc: tout@le.monde.example X-Injected: yes')
    expect(parsed.from?.value[0]?.address).toBe('contact@agafort.example')
  })

  it('can name a file without touching the machine’s own', async () => {
    const { parsed } = await sent({ content: { html: '<img src="file:///etc/passwd"><p>Bonjour</p>' } })
    expect(parsed.attachments).toEqual([])
  })

  it('leaves over TLS only where TLS is asked for', async () => {
    clock.set(TUESDAY)
    const plain = await sending.sink({ startTls: false })
    const deliver = sending.deliver(core, [
      { smtp: accountAt(plain, { security: 'starttls' }), mailboxes: SENDERS },
    ])
    await enqueue(core)
    deliver.wake()
    await expect.poll(() => sending.alerts.length, { timeout: 30_000 }).toBeGreaterThan(0)
    expect(plain.mails).toEqual([])
  })

  it('leaves by a log-in with a token, renewed when the server no longer takes it', async () => {
    clock.set(TUESDAY)
    const asked: boolean[] = []
    const sink = await sending.sink({ authenticate: (login) => login.accessToken === 'second token' })
    const login = {
      kind: 'oauth2',
      user: 'contact@agafort.example',
      accessToken: async (renew: boolean) => {
        asked.push(renew)
        return renew ? 'second token' : 'first token'
      },
    } as const
    await enqueue(core)
    await sending.deliver(core, [{ smtp: accountAt(sink, { login }), mailboxes: SENDERS }]).drained()
    expect(sink.mails.map(({ user }) => user)).toEqual(['contact@agafort.example'])
    expect(asked).toEqual([false, true])
  })
})
