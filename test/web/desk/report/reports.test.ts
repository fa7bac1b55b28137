import { beforeEach, expect, it } from 'vitest'
import { receive } from '../../../../core/intake/intake.ts'
import { readCsv } from '../../../../core/kernel/csv.ts'
import { DAY, HOUR } from '../../../../core/kernel/duration.ts'
import { resolve } from '../../../../core/ticket-actions/resolution.ts'
import { describeOnEachDatabase } from '../../../servers/database.ts'
import { type Browser, openWeb } from '../../../world/web-world.ts'
import { mailFrom, openWorld, TUESDAY } from '../../../world/world.ts'

const NAMES = ['promises', 'times', 'backlog', 'first-contact', 'satisfaction', 'classification']

describeOnEachDatabase('The reports of the desk', (database) => {
  const { core, clock } = openWorld(database)
  const web = openWeb(core)
  beforeEach(() => clock.set(TUESDAY))
  const supervisor = async (
    lanes: readonly ('fraud' | 'legal' | 'privacy')[] = ['fraud', 'legal', 'privacy'],
  ) => web.as(await web.member('Léa Martin', 'supervisor', lanes))
  async function take(name: string, given: Parameters<typeof mailFrom>[2] = {}) {
    const [received] = await receive(core, [
      mailFrom(name, `${name.split(' ')[0]?.toLowerCase()}@exemple.fr`, {
        receivedAt: clock.now(),
        ...given,
      }),
    ])
    if (!received) throw new Error('nothing was received')
    return received
  }
  const file = async (browser: Browser, path: string) => {
    const page = await browser.get(path)
    return {
      page,
      records: readCsv(page.body.replace('\uFEFF', ''), ';').map((record) =>
        'cells' in record ? record.cells : [],
      ),
    }
  }

  it('show a broken promise with its ticket, how late it was, and the share that was kept', async () => {
    const { reference } = await take('Nadia Benali', { subject: 'Vase cassé' })
    clock.advance(50 * HOUR)
    const lea = await supervisor()
    const page = await lea.get('/desk/reports')
    expect(page.statusCode).toBe(200)
    expect(page.body).toContain(`href="/desk/tickets/${reference}"`)
    // Conclusions were due two hours ago, and no other was: none of one kept.
    expect(page.body).toMatch(
      /Conclusions<\/th><td>48\u00a0h<\/td><td>0<\/td><td>1<\/td><td>1<\/td><td>0\u00a0%<\/td><td>2\u00a0h<\/td>/,
    )
    expect(page.body).toMatch(/<svg class="chart-wide"[^>]* role="img" aria-labelledby="[^"]+">\s*<title/)
  })

  it('are for supervisors and administrators alone, files too', async () => {
    const thomas = await web.as(await web.member('Thomas Girard', 'investigator'))
    for (const name of NAMES) {
      expect((await thomas.get(`/desk/reports/${name}`)).statusCode).toBe(403)
      expect((await thomas.get(`/desk/reports/${name}/${name}.csv`)).statusCode).toBe(403)
    }
    expect((await web.visitor.get('/desk/reports')).headers.location).toContain('/sign-in')
  })

  it('give every table of every report as a file, with the same figures', async () => {
    const { ticketId } = await take('Nadia Benali')
    await take('Karim Haddad')
    const thomas = await web.member('Thomas Girard')
    clock.advance(6 * DAY)
    const lea = await supervisor()
    await resolve(core, {
      ticketId,
      memberId: thomas.id,
      outcome: 'solved',
      text: 'Le vendeur vous rembourse.',
    })
    for (const name of NAMES) {
      const { body } = await lea.get(`/desk/reports/${name}?span=7-days`)
      const tables = body.match(/<table /g) ?? []
      const files = [...body.matchAll(/class="report-file" href="([^"]+)"/g)].map(([, href]) =>
        String(href).replaceAll('&amp;', '&'),
      )
      expect(files.length, name).toBe(tables.length)
      expect(files.length, name).toBeGreaterThan(0)
      for (const href of files) {
        const { page, records } = await file(lea, href)
        expect(page.statusCode, href).toBe(200)
        expect(page.headers['content-type'], href).toContain('text/csv')
        expect(page.headers['content-disposition'], href).toMatch(
          /^attachment; filename="[a-z-]+-2026-11-24-2026-11-30\.csv"/,
        )
        expect(records.length, href).toBeGreaterThan(1)
      }
    }
    const { records } = await file(lea, '/desk/reports/promises/promises.csv?span=7-days')
    expect(records[0]?.slice(0, 6)).toEqual([
      'Promesse',
      'Délai (h)',
      'Tenues',
      'Rompues',
      'dont encore dues',
      'Part tenue (%)',
    ])
    // Both were due on the fifth day: one resolved a day late, one late by a day and open: 24 h in the middle.
    expect(records.find(([name]) => name === 'Résolution')?.slice(1, 8)).toEqual([
      '120',
      '0',
      '2',
      '1',
      '0',
      '24',
      '24',
    ])
  })

  it('let no subject of a customer run as a formula in the file', async () => {
    await take('Nadia Benali', { subject: '=HYPERLINK("http://voleur.example","Remboursement")' })
    clock.advance(3 * DAY)
    const lea = await supervisor()
    const { page } = await file(lea, '/desk/reports/promises/broken-promises.csv')
    expect(page.body).toContain(`"'=HYPERLINK(""http://voleur.example"",""Remboursement"")"`)
    expect(page.body).not.toMatch(/(?:^|;)"?=/m)
  })

  it('say what they leave out, on the page and in the file, and leave it out', async () => {
    const hacked = await take('Étienne Marchal', {
      doorCategory: 'fraud',
      subject: 'Paiement que je n’ai pas fait',
      text: 'Quelqu’un a piraté mon compte et payé 340 € avec ma carte.',
      mail: { mailbox: 'fraud' },
    })
    const open = await take('Nadia Benali')
    clock.advance(3 * DAY)
    const camille = await supervisor(['legal'])
    const said =
      'Sans les dossiers confidentiels que vous ne pouvez pas lire (Sécurité et fraude, Données personnelles).'
    for (const name of NAMES) {
      const { body } = await camille.get(`/desk/reports/${name}`)
      expect(body).toContain(said)
      expect(body).not.toContain(hacked.reference)
    }
    const { page, records } = await file(camille, '/desk/reports/promises/broken-promises.csv')
    expect(records.at(-1)).toEqual([said])
    expect(page.body).toContain(open.reference)
    expect(page.body).not.toContain(hacked.reference)
    const ines = await web.as(await web.member('Inès Fabre', 'supervisor', ['fraud', 'legal', 'privacy']))
    const whole = await file(ines, '/desk/reports/promises/broken-promises.csv')
    expect(whole.page.body).toContain(hacked.reference)
    expect(whole.page.body).not.toContain('Sans les dossiers')
  })

  it('say what is wrong with a period, keep what was typed, and count nothing for it', async () => {
    const lea = await supervisor()
    for (const [query, words] of [
      ['from=2026-11-10&to=2026-11-01', 'Le dernier jour précède le premier.'],
      ['from=2026-02-30&to=2026-03-01', 'Ces dates ne sont pas complètes.'],
      ['from=2027-01-01&to=2027-01-31', 'n’a pas encore commencé'],
      ['from=2020-01-01&to=2026-11-01', 'Choisissez trois ans au plus.'],
    ] as const) {
      const page = await lea.get(`/desk/reports?${query}`)
      expect(page.statusCode, query).toBe(400)
      expect(page.body, query).toContain(words)
      expect(page.body, query).toContain(`value="${query.slice(5, 15)}"`)
      expect(page.body, query).not.toContain('<table')
      expect((await lea.get(`/desk/reports/promises/promises.csv?${query}`)).statusCode, query).toBe(400)
    }
  })

  it('say so when there is nothing to count', async () => {
    const lea = await supervisor()
    for (const name of NAMES) {
      const page = await lea.get(`/desk/reports/${name}?from=2026-01-01&to=2026-01-31`)
      expect(page.statusCode).toBe(200)
      expect(page.body, name).toContain('class="report-empty"')
    }
    const page = await lea.get('/desk/reports/promises/nothing.csv')
    expect(page.statusCode).toBe(404)
  })

  it('carry the period and the choices from one report to the next, and into the file', async () => {
    await take('Nadia Benali')
    clock.advance(3 * DAY)
    const lea = await supervisor()
    const { body } = await lea.get(
      '/desk/reports/promises?from=2026-11-20&to=2026-11-26&split=category&promise=conclude',
    )
    const carried = 'from=2026-11-20&amp;to=2026-11-26&amp;split=category&amp;promise=conclude'
    expect(body).toContain(`href="/desk/reports/times?${carried}"`)
    expect(body).toContain(`href="/desk/reports/promises/promises-by-group.csv?${carried}"`)
    expect(body).toContain('<option value="conclude" selected>')
    expect(body).toContain('Par catégorie')
  })

  it('speak English to those who work in English, files in the way an English spreadsheet reads', async () => {
    const member = await web.member('Grace Holloway', 'supervisor')
    await core.db.updateTable('members').set({ language: 'en' }).where('id', '=', member.id).execute()
    await take('Nadia Benali')
    clock.advance(3 * DAY)
    const grace = await web.as(member)
    expect((await grace.get('/desk/reports')).body).toContain('Promises that fell due')
    const page = await grace.get('/desk/reports/promises/promises.csv')
    expect(page.body.split('\r\n')[0]).toMatch(/^\uFEFFPromise,Within \(h\),Kept,Broken/)
  })
})
