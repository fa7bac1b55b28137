import { readFile } from 'node:fs/promises'
import { expect } from 'vitest'
import { readCsv, separatorOf } from '../../../core/kernel/csv.ts'
import type { Person } from '../person.ts'

const REPORTS = ['Promesses', 'Délais', 'En cours', 'Premier contact', 'Satisfaction', 'Classement']

/** Léa reads every report, for another period too, and downloads figures. */
export async function reports(lea: Person): Promise<void> {
  const { page } = lea
  await lea.open('/desk/reports')
  for (const name of REPORTS) {
    await page
      .getByRole('navigation', { name: 'Choisir un rapport' })
      .getByRole('link', { name, exact: true })
      .click()
    await page.getByRole('link', { name, exact: true }).and(page.locator('[aria-current]')).waitFor()
    await lea.see(`report-${name.toLowerCase().replaceAll(/[^a-z]/g, '-')}`)
  }
  await page.getByRole('link', { name: 'Promesses', exact: true }).click()
  await page.getByRole('navigation', { name: 'Période' }).getByRole('link', { name: '7 jours' }).click()
  await page.waitForURL(/span=7-days/)
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page
      .getByRole('link', { name: /^Télécharger en CSV/ })
      .first()
      .click(),
  ])
  const file = await readFile(await download.path(), 'utf8')
  const [, ...records] = readCsv(file, separatorOf(file))
  const shown = await page.getByRole('region', { name: 'Promesses échues' }).getByRole('row').count()
  expect(download.suggestedFilename()).toMatch(/\.csv$/)
  expect(records.length).toBe(shown - 1)
  await lea.see('report-seven-days')
}

/** Léa decides on the sanction a colleague proposed. */
export async function sanction(lea: Person): Promise<void> {
  const { page } = lea
  await lea.open('/desk/sanctions')
  await lea.see('sanctions')
  await page.getByText('Prononcer la sanction / Écarter').click()
  await page
    .getByLabel('Raison de la décision')
    .fill('Deux demandes sont restées sans réponse : le vendeur n’a pas respecté ses engagements.')
  await page.getByRole('button', { name: 'Prononcer la sanction' }).click()
  await page.getByText('en vigueur').waitFor()
  await lea.see('sanction-decided')
  await lea.readMail('bonjour@meubles-durand.example', 'Avertissement')
  await lea.see('mail-sanction')
}

/** Léa shortens a time of the policy, and the page shows who did it and why. */
export async function policy(lea: Person): Promise<void> {
  const { page } = lea
  await lea.open('/desk/policy')
  await page.getByLabel('nouvelles').fill('12')
  await page.getByLabel('Pourquoi ce changement').fill('Période des fêtes : des nouvelles deux fois par jour')
  await lea.see('policy-changing')
  await page.getByRole('button', { name: 'Changer les délais' }).click()
  await page.getByRole('listitem').filter({ hasText: 'Période des fêtes' }).waitFor()
  await lea.see('policy-changed')
  await lea.open('/desk/history')
  await page.getByRole('main').getByText('Période des fêtes').waitFor()
  await lea.see('history')
  await lea.open('/')
  await page.getByText('Au moins toutes les 12').waitFor()
}

/** Léa assigns three tickets to Thomas at once, and saves a filtered list. */
export async function lists(lea: Person): Promise<void> {
  const { page } = lea
  await lea.open('/desk?queue=unassigned')
  await lea.see('unassigned')
  const ticks = page.getByRole('main').getByRole('checkbox', { name: /^Cocher AGF-/ })
  for (const row of [0, 1, 2]) await ticks.nth(row).check()
  await page.getByText('Attribuer', { exact: true }).click()
  await page.getByLabel('À qui').selectOption({ label: 'Camille Renaud' })
  await lea.see('bulk-assigning')
  await page.getByRole('button', { name: 'Attribuer les dossiers cochés' }).click()
  await page.getByText(/3.dossiers attribués|dossier.? attribué/).waitFor()
  await lea.see('bulk-assigned')
  await lea.open('/desk?queue=open')
  await page.getByText('Filtrer', { exact: true }).click()
  await page.getByLabel('Canal').selectOption({ label: 'téléphone' })
  await lea.see('filtering')
  await page.getByRole('button', { name: 'Appliquer' }).click()
  await page.getByText('Garder ce filtre').first().click()
  await page.getByLabel('Nom du filtre').fill('Appels à traiter')
  await page.getByRole('button', { name: 'Garder ce filtre' }).click()
  await page.getByText('Le filtre est gardé').waitFor()
  await page.getByRole('link', { name: /Appels à traiter/ }).waitFor()
  await lea.see('filter-kept')
}

/** The other pages a supervisor has. */
export const FURTHER_PAGES = {
  staff: '/desk/staff',
  teams: '/desk/teams',
  macros: '/desk/macros',
  model: '/desk/model',
  mentions: '/desk/mentions',
  dissatisfied: '/desk/dissatisfied',
  'call-backs': '/desk/calls',
  'failed-mail': '/desk/failed-mail',
  unreadable: '/desk/unreadable',
  breached: '/desk?queue=breached',
  spam: '/desk?queue=spam',
  search: '/desk/search?text=colis',
  'search-nothing': '/desk/search?text=licorne',
  keys: '/desk/help',
} as const
