import { expect, it } from 'vitest'
import { receive } from '../../../../core/intake/intake.ts'
import { HOUR } from '../../../../core/kernel/duration.ts'
import type { TicketId } from '../../../../core/kernel/id.ts'
import { listAuditLog } from '../../../../core/member/audit-log.ts'
import { listTeams, renameTeam } from '../../../../core/member/team.ts'
import { POLICY_TIMES } from '../../../../core/policy/policy-times.ts'
import { followSettings, routeAddress, setPolicyTimes } from '../../../../core/runtime-settings.ts'
import { runSweeps } from '../../../../core/schedule.ts'
import { describeOnEachDatabase } from '../../../servers/database.ts'
import { openWeb } from '../../../world/web-world.ts'
import { mailFrom, openWorld, TUESDAY } from '../../../world/world.ts'

const STRICTER = { ...POLICY_TIMES, conclude: 36 * HOUR, escalate: 40 * HOUR }

describeOnEachDatabase('A supervisor', (database) => {
  const { core, clock } = openWorld(database)
  const web = openWeb(core)
  const fresh = () => openWorld(database).core

  const dueOf = async (ticketId: TicketId) => {
    const { due_at } = await core.db
      .selectFrom('promises')
      .select('due_at')
      .where('ticket_id', '=', ticketId)
      .where('kind', '=', 'conclude')
      .executeTakeFirstOrThrow()
    return due_at.getTime() - clock.now().getTime()
  }
  const matter = async (text: string) => {
    const [received] = await receive(core, [
      mailFrom('Denise Lambert', 'denise.lambert@exemple.fr', { text }),
    ])
    if (!received) throw new Error('nothing was received')
    return received.ticketId
  }

  it('changes when promises fall due: for what comes in from then on, and nothing promised before', async () => {
    core.settings.policyTimes = POLICY_TIMES
    const lea = await web.member('Léa Martin', 'supervisor')
    const before = await matter('Bonjour, mon colis n’est jamais arrivé.')
    await setPolicyTimes(core, { times: STRICTER, reason: 'Décision du comité', memberId: lea.id })
    const after = await matter('Bonjour, mon second colis n’est jamais arrivé.')
    expect(await dueOf(before)).toBe(48 * HOUR)
    expect(await dueOf(after)).toBe(36 * HOUR)
    const told = (await web.visitor.get('/forms/received?reference=AGF-7K2M-9QWX')).body
    expect(told, 'what customers read says the new time').toMatch(/conclusions sous 36.heures/)
  })

  it('lengthens a time without breaking what was promised before: the climb comes when it was due', async () => {
    core.settings.policyTimes = POLICY_TIMES
    const lea = await web.member('Léa Martin', 'supervisor')
    const ticketId = await matter('Bonjour, mon colis n’est jamais arrivé.')
    const longer = { ...POLICY_TIMES, investigate: 40 * HOUR }
    await setPolicyTimes(core, { times: longer, reason: 'Période des fêtes', memberId: lea.id })
    clock.advance(24 * HOUR)
    await runSweeps(core)
    const { level } = await core.db
      .selectFrom('tickets')
      .select('level')
      .where('id', '=', ticketId)
      .executeTakeFirstOrThrow()
    expect(level).toBe('resolution')
    clock.set(TUESDAY)
  })

  it('has the change count in every process, and after a restart', async () => {
    const lea = await web.member('Léa Martin', 'supervisor')
    core.settings.policyTimes = POLICY_TIMES
    await setPolicyTimes(core, { times: STRICTER, reason: 'Décision du comité', memberId: lea.id })
    const other = fresh()
    expect(other.settings.policyTimes.conclude).toBe(48 * HOUR)
    const follow = followSettings(other)
    await follow()
    expect(other.settings.policyTimes).toEqual(STRICTER)
    await setPolicyTimes(core, { times: POLICY_TIMES, reason: 'Retour à la politique', memberId: lea.id })
    await follow()
    expect(other.settings.policyTimes).toEqual(POLICY_TIMES)
  })

  it('changes the times from what is in force, whatever their own process has heard of it, and one at a time', async () => {
    const lea = await web.member('Léa Martin', 'supervisor')
    core.settings.policyTimes = POLICY_TIMES
    const other = fresh()
    await setPolicyTimes(core, { times: STRICTER, reason: 'Décision du comité', memberId: lea.id })
    await setPolicyTimes(other, { times: POLICY_TIMES, reason: 'Retour à la politique', memberId: lea.id })
    const [last] = await listAuditLog(core.db)
    expect(last).toMatchObject({ detail: { conclude: [36 * HOUR, 48 * HOUR] } })
    const results = await Promise.allSettled(
      [core, other, fresh()].map((each, index) =>
        setPolicyTimes(each, {
          times: { ...STRICTER, conclude: (30 + index) * HOUR },
          reason: 'Ensemble',
          memberId: lea.id,
        }),
      ),
    )
    expect(results.filter(({ status }) => status === 'fulfilled').length).toBeGreaterThan(0)
    for (const result of results) {
      if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'already-done' })
    }
  })

  it('reads in the history who changed the times, from what to what, and why', async () => {
    const lea = await web.member('Léa Martin', 'supervisor')
    const browser = await web.as(lea)
    core.settings.policyTimes = POLICY_TIMES
    const page = (await browser.get('/desk/policy')).body
    expect(page).toMatch(/d’origine.: 48/)
    const typed = {
      acknowledge: '0,25',
      update: '24',
      investigate: '24',
      conclude: '36',
      escalate: '48',
      resolve: '120',
    }
    const changed = await browser.post('/desk/policy', { ...typed, reason: 'Période des fêtes' })
    expect(changed.headers.location).toBe('/desk/policy?done=saved')
    expect(core.settings.policyTimes.conclude).toBe(36 * HOUR)
    const history = (await browser.get('/desk/policy')).body
    expect(history).toMatch(/conclusions.: 48.h, puis 36.h/)
    expect(history).toContain('Période des fêtes')
    expect((await browser.get('/desk/history')).body).toContain('Léa Martin')
  })

  it.each([
    ['without a reason', { reason: '' }, 'raison'],
    ['that are no hours', { conclude: 'demain', reason: 'Essai' }, '0,25'],
    ['that come before what they follow', { conclude: '12', reason: 'Essai' }, 'conclusions'],
    ['that change nothing', { reason: 'Essai' }, 'déjà'],
  ])('is told why times %s are refused, with what was typed kept', async (_, wrong, said) => {
    const lea = await web.member('Léa Martin', 'supervisor')
    core.settings.policyTimes = POLICY_TIMES
    const typed = {
      acknowledge: '0,25',
      update: '24',
      investigate: '24',
      conclude: '48',
      escalate: '48',
      resolve: '120',
    }
    const refused = await (await web.as(lea)).post('/desk/policy', { ...typed, ...wrong })
    expect(refused.statusCode).toBe(400)
    expect(refused.body).toContain(said)
    expect(refused.body).toContain(`value="${('conclude' in wrong && wrong.conclude) || '48'}"`)
    expect(core.settings.policyTimes).toEqual(POLICY_TIMES)
    expect(await listAuditLog(core.db)).toEqual([])
  })

  it('is told when a colleague changed the times since the form was opened, and nothing is replaced unseen', async () => {
    core.settings.policyTimes = POLICY_TIMES
    const lea = await web.member('Léa Martin', 'supervisor')
    const nadia = await web.member('Nadia Petit', 'supervisor')
    const browser = await web.as(lea)
    const [, seen = ''] = /name="seen" value="([^"]+)"/.exec((await browser.get('/desk/policy')).body) ?? []
    await setPolicyTimes(core, { times: STRICTER, reason: 'Décision du comité', memberId: nadia.id })
    const typed = {
      acknowledge: '0,25',
      update: '12',
      investigate: '24',
      conclude: '48',
      escalate: '48',
      resolve: '120',
    }
    const refused = await browser.post('/desk/policy', {
      ...typed,
      seen,
      reason: 'Des nouvelles plus souvent',
    })
    expect(refused.statusCode).toBe(400)
    expect(refused.body).toContain('Un collègue vient de changer les délais')
    expect(refused.body).toContain('Décision du comité')
    expect(core.settings.policyTimes).toEqual(STRICTER)
  })

  it('gives a team address to another team, for what comes in from then on', async () => {
    const lea = await web.member('Léa Martin', 'supervisor')
    await routeAddress(core, {
      mailbox: 'contact',
      category: 'order-dispute',
      teamId: 'product',
      memberId: lea.id,
    })
    const ticketId = await matter('Bonjour, mon colis est arrivé ouvert et vide.')
    const { team_id } = await core.db
      .selectFrom('tickets')
      .select('team_id')
      .where('id', '=', ticketId)
      .executeTakeFirstOrThrow()
    expect(team_id).toBe('product')
    const other = fresh()
    await followSettings(other)()
    expect(other.settings.mailboxes.find(({ name }) => name === 'contact')).toMatchObject({ team: 'product' })
    expect(await listAuditLog(core.db)).toMatchObject([
      { kind: 'address-routed', subject: 'contact@agafort.example' },
    ])
  })

  it('renames a team in both languages, and not to nothing', async () => {
    const lea = await web.member('Léa Martin', 'supervisor')
    const name = { fr: 'Enquêtes', en: 'Investigations' }
    await renameTeam(core, { teamId: 'resolution', name, by: lea.id })
    expect((await listTeams(core.db)).find(({ id }) => id === 'resolution')?.name).toEqual(name)
    const refused = await (await web.as(lea)).post('/desk/teams/resolution', {
      fr: ' ',
      en: 'Investigations',
    })
    expect(refused.statusCode).toBe(400)
  })

  it('finds in the history what administrators did about members', async () => {
    const camille = await web.member('Camille Renaud', 'administrator')
    const thomas = await web.member('Thomas Girard')
    const browser = await web.as(camille)
    await browser.post(`/desk/members/${thomas.id}/access`, {
      role: 'investigator',
      'team:resolution': '1',
      'lane:fraud': '1',
    })
    const changes = await listAuditLog(core.db)
    expect(changes.map(({ kind, subject, byName }) => [kind, subject, byName])).toEqual(
      expect.arrayContaining([
        ['role-changed', 'Thomas Girard', 'Camille Renaud'],
        ['team-joined', 'Thomas Girard', 'Camille Renaud'],
        ['clearance-granted', 'Thomas Girard', 'Camille Renaud'],
      ]),
    )
    const page = (await browser.get('/desk/history')).body
    for (const words of ['Enquêteur', 'Résolution des problèmes', 'Sécurité et fraude'])
      expect(page).toContain(words)
  })

  it('has a new link mailed to the member it is for, and is never shown it', async () => {
    const camille = await web.member('Camille Renaud', 'administrator')
    const lea = await web.member('Léa Martin', 'supervisor', ['fraud'])
    await core.db.updateTable('members').set({ password_hash: 'scrypt$1' }).where('id', '=', lea.id).execute()
    const browser = await web.as(camille)
    const asked = await browser.post(`/desk/members/${lea.id}/invitation`)
    expect(asked.headers.location).toBe('/desk/members?done=way-back-mailed')
    const page = (await browser.get('/desk/members?done=way-back-mailed')).body
    expect(page).toContain('Un lien est parti par courriel')
    expect(page).not.toContain('class="link"')
    const mails = await core.db.selectFrom('outbox').select('recipient').execute()
    expect(mails).toEqual([{ recipient: lea.email }])
  })
})
