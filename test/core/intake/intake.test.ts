import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { receive } from '../../../core/intake/intake.ts'
import { DAY, HOUR, MINUTE } from '../../../core/kernel/duration.ts'
import type { OutboxId, TicketId } from '../../../core/kernel/id.ts'
import { findReferences } from '../../../core/kernel/reference.ts'
import { ownMessageId } from '../../../core/kernel/signed-link.ts'
import { createMember } from '../../../core/member/member.ts'
import { assign } from '../../../core/ticket-actions/assign.ts'
import { describeOnEachDatabase } from '../../servers/database.ts'
import { mailFrom, openWorld, TUESDAY } from '../../world/world.ts'

const MARIE = ['Marie Dubois', 'marie.dubois@courriel.example'] as const
const KARIM = ['Karim Benali', 'karim.benali@courriel.example'] as const

describeOnEachDatabase('Intake', (database) => {
  const { core, clock } = openWorld(database)
  const count = async (
    table: 'tickets' | 'messages' | 'customers' | 'outbox' | 'promises' | 'message_mailboxes',
  ) =>
    Number(
      (
        await database.db
          .selectFrom(table)
          .select((e) => e.fn.countAll().as('count'))
          .executeTakeFirstOrThrow()
      ).count,
    )
  const firstOf = async (messages: Parameters<typeof receive>[1]) => {
    const [received] = await receive(core, messages)
    if (!received) throw new Error('nothing was received')
    return received
  }
  const one = (given: Parameters<typeof mailFrom>[2] = {}, who: readonly [string, string] = MARIE) =>
    firstOf([mailFrom(...who, given)])
  const ticketOf = (id: TicketId) =>
    database.db.selectFrom('tickets').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
  const eventsOf = async (id: TicketId) =>
    (
      await database.db
        .selectFrom('events')
        .selectAll()
        .where('ticket_id', '=', id)
        .orderBy('number')
        .execute()
    ).map((e) => e.kind)
  const acknowledgementOf = async (ticketId: TicketId) =>
    (
      await database.db
        .selectFrom('outbox')
        .selectAll()
        .where('ticket_id', '=', ticketId)
        .orderBy('created_at')
        .execute()
    ).at(-1)
  const replyTo = (outboxId: string) =>
    ownMessageId(core.settings.secretKeys, outboxId as OutboxId, 'agafort.example')

  /** The database finds a deadlock at the next so many tickets written. A sequence is not rolled back. */
  async function deadlocks(times: number) {
    const run = (statement: string) => sql.raw(statement).execute(database.db)
    await run('create sequence deadlocks')
    await run(`create function find_deadlock() returns trigger language plpgsql as $$ begin
      if nextval('deadlocks') <= ${times} then raise exception 'deadlock detected' using errcode = '40P01'; end if;
      return new; end $$`)
    await run(
      'create trigger find_deadlock before insert on tickets for each row execute function find_deadlock()',
    )
    return async () => {
      await run('drop function find_deadlock cascade')
      await run('drop sequence deadlocks')
    }
  }

  it('receives Marie’s mail once when the database found a deadlock twice, and gives up at the third', async () => {
    const twice = await deadlocks(2)
    try {
      expect((await one()).kind).toBe('opened')
      expect([await count('tickets'), await count('messages'), await count('outbox')]).toEqual([1, 1, 1])
    } finally {
      await twice()
    }
    const always = await deadlocks(3)
    try {
      await expect(one({ text: 'Toujours rien.' })).rejects.toMatchObject({ code: '40P01' })
      expect(await count('tickets')).toBe(1)
    } finally {
      await always()
    }
  })

  it('opens a ticket with a reference, the customer, the promises and an acknowledgement', async () => {
    clock.set(new Date(TUESDAY.getTime() + 2 * MINUTE))
    const received = await one({ stated: { name: null, email: null, telephone: '+33612345678' } })
    expect(received.kind).toBe('opened')
    expect(received.reference).toMatch(/^AGF-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/)
    const ticket = await ticketOf(received.ticketId)
    expect(ticket.first_contact_at).toEqual(TUESDAY)
    const customer = await database.db.selectFrom('customers').selectAll().executeTakeFirstOrThrow()
    expect(customer.name).toBe('Marie Dubois')
    expect(await database.db.selectFrom('stated_contacts').select('value').execute()).toEqual([
      { value: '+33612345678' },
    ])
    const promises = await database.db.selectFrom('promises').select(['kind', 'due_at']).execute()
    const due = Object.fromEntries(promises.map((p) => [p.kind, p.due_at.getTime() - TUESDAY.getTime()]))
    expect(due).toEqual({
      acknowledge: 15 * MINUTE,
      update: 24 * HOUR,
      investigate: 24 * HOUR,
      conclude: 48 * HOUR,
      escalate: 48 * HOUR,
      resolve: 5 * DAY,
    })
    const acknowledgement = await acknowledgementOf(received.ticketId)
    expect(acknowledgement?.recipient).toBe('marie.dubois@courriel.example')
    expect(acknowledgement?.automatic).toBe(true)
    const content = acknowledgement?.content as { subject: string; text: string; autoSubmitted: string }
    expect(content.subject).toContain(received.reference)
    expect(content.text).toContain('https://aide.agafort.example/t/')
    expect(content.autoSubmitted).toBe('auto-replied')
    expect(await eventsOf(received.ticketId)).toEqual(['opened', 'classified'])
  })

  it('keeps the raw mail and the attachments byte for byte', async () => {
    const photo = Buffer.from([0xff, 0xd8, 0, 1, 2, 3])
    const raw = Buffer.from('From: marie.dubois@courriel.example\r\n\r\nVoir photo')
    await one({
      raw,
      attachments: [
        { name: 'photo.jpg', type: 'image/jpeg', content: photo, inline: false, contentId: null },
      ],
    })
    const files = await database.db.selectFrom('files').select('bytes').orderBy('size').execute()
    expect(files.map((file) => Buffer.from(file.bytes))).toEqual([photo, raw])
  })

  it('receives the same mail once, however often it is delivered', async () => {
    const mail = mailFrom(...MARIE)
    const [first] = await receive(core, [mail])
    const [again, andAgain] = await receive(core, [mail, { ...mail }])
    expect([again?.kind, andAgain?.kind]).toEqual(['duplicate', 'duplicate'])
    expect(again?.reference).toBe(first?.reference)
    expect([await count('tickets'), await count('messages'), await count('outbox')]).toEqual([1, 1, 1])
  })

  it('receives a mail once when it stands twice in one batch', async () => {
    const mail = mailFrom(...MARIE)
    const received = await receive(core, [mail, mailFrom(...KARIM), mail])
    expect(received.map(({ kind }) => kind)).toEqual(['opened', 'opened', 'duplicate'])
    expect(received[2]?.reference).toBe(received[0]?.reference)
    expect(await count('tickets')).toBe(2)
  })

  it('receives a mail once when it comes to two processes at the same moment (case 2)', async () => {
    const mails = Array.from({ length: 10 }, (_, i) => mailFrom('Marie', `marie${i}@courriel.example`))
    const [one, other] = await Promise.all([receive(core, mails), receive(core, [...mails].reverse())])
    expect([await count('tickets'), await count('messages'), await count('outbox')]).toEqual([10, 10, 10])
    expect(new Set([...one, ...other].map(({ ticketId }) => ticketId)).size).toBe(10)
  })

  it('gives one customer several tickets, and two mails in one batch one customer', async () => {
    await receive(core, [mailFrom(...MARIE), mailFrom(...MARIE)])
    await one()
    expect([await count('tickets'), await count('customers')]).toEqual([3, 1])
  })

  it('does not join a proven customer’s records for someone who only claims the address', async () => {
    await one({ standing: 'proven' })
    await one({ standing: 'unproven' })
    expect(await count('customers')).toBe(2)
  })

  it('makes one message on one ticket, in the strictest lane, of one mail to two of our addresses (case 20)', async () => {
    const text = 'Bonjour, mon mot de passe est refusé et je ne peux plus me connecter à mon compte.'
    const mail = mailFrom(...MARIE, {
      subject: 'Connexion',
      text,
      doorCategory: 'account',
      mail: { mailbox: 'account' },
    })
    const first = await firstOf([mail])
    expect((await ticketOf(first.ticketId)).team_id).toBe('account')
    const [second] = await receive(core, [
      { ...mail, doorCategory: 'fraud', mail: mail.mail && { ...mail.mail, mailbox: 'fraud' } },
    ])
    expect(second?.kind).toBe('duplicate')
    const ticket = await ticketOf(first.ticketId)
    expect([ticket.category, ticket.team_id]).toEqual(['fraud', 'fraud'])
    expect([await count('messages'), await count('message_mailboxes'), await count('outbox')]).toEqual([
      1, 2, 1,
    ])
  })

  it('acknowledges once, from the strictest lane, when both copies arrive in one batch', async () => {
    const mail = mailFrom(...MARIE, { doorCategory: 'account', mail: { mailbox: 'account' } })
    const copy = {
      ...mail,
      doorCategory: 'fraud' as const,
      mail: mail.mail && { ...mail.mail, mailbox: 'fraud' },
    }
    const first = await firstOf([mail, copy])
    expect((await ticketOf(first.ticketId)).category).toBe('fraud')
    expect((await acknowledgementOf(first.ticketId))?.mailbox).toBe('fraud')
    expect([await count('tickets'), await count('message_mailboxes')]).toEqual([1, 2])
  })

  it('adds a reply to our mail, to the signed address, or quoting the reference, to the customer’s ticket (case 17)', async () => {
    const { ticketId, reference } = await one()
    const acknowledgement = await acknowledgementOf(ticketId)
    const received = [
      await one({
        subject: 'Re: Nous avons bien reçu votre message',
        mail: { inReplyTo: replyTo(acknowledgement?.id ?? '') },
      }),
      await one({ subject: `Re: votre dossier ${reference.toLowerCase().replaceAll('-', ' ')}` }),
      await one({ subject: 'Encore moi', text: `Toujours rien pour ${reference}.` }),
    ]
    expect(received.map(({ kind }) => kind)).toEqual(['added', 'added', 'added'])
    expect(new Set(received.map((each) => each.ticketId))).toEqual(new Set([ticketId]))
    expect(await count('outbox')).toBe(1)
    expect(await eventsOf(ticketId)).toEqual([
      'opened',
      'classified',
      'message-received',
      'message-received',
      'message-received',
    ])
  })

  it('opens a ticket of their own for a stranger quoting a reference, and flags both (case 18)', async () => {
    const victim = await one()
    const stranger = await one({ subject: `Re: [${victim.reference}]` }, KARIM)
    expect(stranger.kind).toBe('kept-apart')
    expect(stranger.ticketId).not.toBe(victim.ticketId)
    expect(await eventsOf(victim.ticketId)).toContain('stranger-quoted-reference')
    expect((await ticketOf(stranger.ticketId)).related_ticket_id).toBe(victim.ticketId)
    const acknowledgement = JSON.stringify((await acknowledgementOf(stranger.ticketId))?.content)
    expect(findReferences(acknowledgement).map((f) => f.kind === 'valid' && f.reference)).not.toContain(
      victim.reference,
    )
    const participants = await database.db
      .selectFrom('participants')
      .select('role')
      .where('ticket_id', '=', victim.ticketId)
      .execute()
    expect(participants).toEqual([{ role: 'customer' }])
  })

  it('does not take a mail that failed authentication for the customer’s', async () => {
    const { ticketId, reference } = await one()
    const forged = await one({ subject: `Re: [${reference}]`, standing: 'failed' })
    expect(forged.kind).toBe('kept-apart')
    expect(forged.ticketId).not.toBe(ticketId)
    expect(await eventsOf(ticketId)).toContain('sender-not-proven')
  })

  it('opens a new ticket when someone replies to an old mail with a wholly new subject (case 19)', async () => {
    const { ticketId } = await one()
    const acknowledgement = await acknowledgementOf(ticketId)
    const other = await one({
      subject: 'Contrefaçon vendue chez vous',
      mail: { inReplyTo: replyTo(acknowledgement?.id ?? '') },
    })
    expect(other.ticketId).not.toBe(ticketId)
    expect(await eventsOf(other.ticketId)).toContain('new-subject')
  })

  it('reopens a ticket resolved 29 days ago, with new promises counted from the reply, and tells the customer (case 19)', async () => {
    const { ticketId, reference } = await one()
    await database.db
      .updateTable('tickets')
      .set({ resolved_at: TUESDAY })
      .where('id', '=', ticketId)
      .execute()
    const later = new Date(TUESDAY.getTime() + 29 * DAY)
    clock.set(later)
    const again = await one({ subject: `Re: [${reference}]`, receivedAt: later })
    expect(again.kind).toBe('reopened')
    const ticket = await ticketOf(ticketId)
    expect([ticket.resolved_at, ticket.round, ticket.first_contact_at]).toEqual([null, 2, later])
    expect(await count('promises')).toBe(12)
    expect(await count('outbox')).toBe(2)
  })

  it('opens a new ticket when the old one was resolved 31 days ago (case 19)', async () => {
    const { ticketId, reference } = await one()
    await database.db
      .updateTable('tickets')
      .set({ resolved_at: TUESDAY })
      .where('id', '=', ticketId)
      .execute()
    const later = new Date(TUESDAY.getTime() + 31 * DAY)
    const again = await one({ subject: `Re: [${reference}]`, receivedAt: later })
    expect(again.kind).toBe('opened')
    expect(await eventsOf(again.ticketId)).toContain('resolved-too-long-ago')
  })

  it('keeps automatic mail, never replies to it, owes it nothing, and reopens nothing for it (case 23)', async () => {
    const automatic = { kind: 'auto-reply' as const, reasons: ['Auto-Submitted: auto-replied'] }
    const alone = await one({ mail: { automatic } })
    expect(alone.kind).toBe('opened')
    expect([await count('outbox'), await count('promises')]).toEqual([0, 0])
    const { ticketId, reference } = await one()
    await database.db
      .updateTable('tickets')
      .set({ resolved_at: TUESDAY })
      .where('id', '=', ticketId)
      .execute()
    const reply = await one({ subject: `Absence du bureau ${reference}`, mail: { automatic } })
    expect([reply.kind, reply.ticketId]).toEqual(['added', ticketId])
    expect((await ticketOf(ticketId)).resolved_at).toEqual(TUESDAY)
    expect(await count('outbox')).toBe(1)
  })

  it('replies to no mail of our own, and puts our own acknowledgement that comes back on its ticket (case 25)', async () => {
    const { ticketId, reference } = await one()
    const sent = await acknowledgementOf(ticketId)
    const ours = ['Agafort', 'contact@agafort.example'] as const
    const back = await one(
      {
        subject: `Nous avons bien reçu votre message [${reference}]`,
        mail: { ownLoop: true, messageId: replyTo(sent?.id ?? '') },
      },
      ours,
    )
    expect(back.ticketId).toBe(ticketId)
    const other = await one({ subject: 'Test', mail: { ownLoop: true } }, ours)
    expect(other.kind).toBe('opened')
    expect([await count('tickets'), await count('outbox'), await count('promises')]).toEqual([2, 1, 6])
  })

  it('ties a bounce to the mail of ours that came back and shows it on the ticket (case 23)', async () => {
    const { ticketId } = await one()
    const acknowledgement = await acknowledgementOf(ticketId)
    const bounce = {
      originalMessageId: replyTo(acknowledgement?.id ?? ''),
      recipient: MARIE[1],
      status: '5.1.1',
    }
    const returned = await one({ mail: { bounce, automatic: { kind: 'bounce', reasons: ['report'] } } }, [
      'Mail Delivery System',
      'mailer-daemon@courriel.example',
    ])
    expect(returned.ticketId).toBe(ticketId)
    const rows = await database.db.selectFrom('bounces').selectAll().execute()
    expect(rows.map((row) => [row.outbox_id, row.permanent])).toEqual([[acknowledgement?.id, true]])
    expect(await eventsOf(ticketId)).toContain('bounced')
  })

  it('quarantines spam: no acknowledgement, no promise', async () => {
    const spam = await one({ mail: { spam: 'X-Spam-Flag: YES' } })
    expect(spam.kind).toBe('quarantined')
    expect([await count('outbox'), await count('promises')]).toEqual([0, 0])
    expect((await ticketOf(spam.ticketId)).quarantined_at).not.toBeNull()
  })

  it('releases a mail from quarantine when someone moves it out of the junk folder', async () => {
    const mail = mailFrom(...MARIE, { mail: { spam: 'junk folder' } })
    const junk = await firstOf([mail])
    const [moved] = await receive(core, [{ ...mail, mail: mail.mail && { ...mail.mail, spam: null } }])
    expect(moved?.kind).toBe('duplicate')
    expect((await ticketOf(junk.ticketId)).quarantined_at).toBeNull()
    expect([await count('tickets'), await count('outbox'), await count('promises')]).toEqual([1, 1, 6])
  })

  it('receives history without acknowledging it or owing it anything', async () => {
    const old = await one({ backlog: true, receivedAt: new Date('2026-01-05T10:00:00Z') })
    expect(old.kind).toBe('opened')
    expect([await count('outbox'), await count('promises')]).toEqual([0, 0])
  })

  it('stops replying to one address, and says so on the ticket', async () => {
    for (let i = 0; i < 12; i++) await one()
    expect(await count('tickets')).toBe(12)
    expect(await count('outbox')).toBe(10)
    const withheld = await database.db
      .selectFrom('events')
      .select('detail')
      .where('kind', '=', 'acknowledgement-withheld')
      .execute()
    expect(withheld.map((event) => (event.detail as { reason: string }).reason)).toEqual([
      'address-limit',
      'address-limit',
    ])
  })

  it('stops replying to a machine that changes its address but not its text (case 24)', async () => {
    const text =
      'I am currently away from my desk and will get back to you as soon as I return to the office, thank you. 1'
    const mails = Array.from({ length: 30 }, (_, i) =>
      mailFrom('Robot', `robot${i}@ailleurs.example`, { text: text + i }),
    )
    await receive(core, mails.slice(0, 15))
    await receive(core, mails.slice(15))
    expect([await count('tickets'), await count('outbox')]).toEqual([30, 20])
  })

  it('stops replying to a machine that changes its address and its text, yet quotes what it was sent (case 24)', async () => {
    let quoted = (await one()).reference
    for (let i = 0; i < 20; i++) {
      const text = `Je suis absente jusqu’au ${i}. ${'Merci de votre patience. '.repeat(i)}`
      const robot = ['Robot', `robot${i}@ailleurs.example`] as const
      const { ticketId, reference } = await one({ subject: `Re: Votre message [${quoted}]`, text }, robot)
      if (await acknowledgementOf(ticketId)) quoted = reference
      clock.advance(MINUTE)
    }
    // One to Marie, then as many as a ticket may have.
    expect([await count('tickets'), await count('outbox')]).toEqual([21, 6])
    const owed = await database.db
      .selectFrom('promises')
      .select('outcome')
      .where('kind', '=', 'acknowledge')
      .where('outcome', '=', 'no-longer-owed')
      .execute()
    expect(owed).toHaveLength(15)
  })

  it('keeps a mail apart that failed authentication, also when it says a machine wrote it', async () => {
    const { ticketId, reference } = await one()
    const forged = await one({
      standing: 'failed',
      subject: `Re: ${reference}`,
      mail: { automatic: { kind: 'auto-reply', reasons: ['auto-submitted: auto-replied'] } },
    })
    expect([forged.kind, forged.ticketId]).toEqual(['kept-apart', ticketId])
    const message = await database.db
      .selectFrom('messages')
      .select(['author_kind', 'kept_apart'])
      .where('id', '=', forged.messageId)
      .executeTakeFirst()
    expect(message).toEqual({ author_kind: 'stranger', kept_apart: 'failed-authentication' })
  })

  it('knows the customer’s own ticket among the references they quote', async () => {
    const marie = await one()
    const karim = await one({ subject: `Comme ${marie.reference}` }, KARIM)
    const reply = await one({ subject: `Re: Comme ${marie.reference} [${karim.reference}]` }, KARIM)
    expect([reply.kind, reply.ticketId]).toEqual(['added', karim.ticketId])
  })

  it('keeps the words of a form the database refuses, which stand nowhere else', async () => {
    const form = {
      ...mailFrom(...MARIE, { text: 'un \u0000 octet nul' }),
      door: 'form' as const,
      mail: null,
      raw: null,
    }
    const received = await firstOf([form])
    const message = await database.db
      .selectFrom('messages')
      .select(['text', 'new_text'])
      .where('id', '=', received.messageId)
      .executeTakeFirst()
    expect(message).toEqual({ text: 'un  octet nul', new_text: 'un  octet nul' })
  })

  it('takes an assignee without clearance off a ticket that moves to a stricter lane', async () => {
    const mail = mailFrom(...MARIE, { mail: { mailbox: 'account' }, doorCategory: 'account' })
    const [received] = await receive(core, [mail])
    const lea = await createMember(core, {
      name: 'Léa Martin',
      email: 'lea@agafort.example',
      role: 'agent',
      language: 'fr',
    })
    const ticketId = received?.ticketId ?? ('' as TicketId)
    await assign(core, { ticketId, memberId: lea.id, assigneeId: lea.id })
    await receive(core, [
      { ...mail, doorCategory: 'fraud', mail: mail.mail && { ...mail.mail, mailbox: 'fraud' } },
    ])
    expect(await ticketOf(ticketId)).toMatchObject({ category: 'fraud', assignee_id: null })
  })

  it('keeps a mail the database refuses as a visible ticket, and the mails beside it', async () => {
    const raw = Buffer.from('From: marie.dubois@courriel.example\r\n\r\nun octet nul')
    const received = await receive(core, [
      mailFrom(...KARIM),
      mailFrom(...MARIE, { subject: 'Avant \u0000 après', text: 'un \u0000 octet nul', raw }),
      mailFrom(...KARIM),
    ])
    expect(received.map(({ kind }) => kind)).toEqual(['opened', 'opened', 'opened'])
    const failures = await database.db.selectFrom('parse_failures').selectAll().execute()
    expect(failures.map((failure) => failure.message_id)).toEqual([received[1]?.messageId])
    const files = await database.db.selectFrom('files').select('bytes').execute()
    expect(files.some((file) => Buffer.from(file.bytes).equals(raw))).toBe(true)
  })
})
