import { expect } from 'vitest'
import type { Person } from '../person.ts'

/** Hélène finds every channel of the policy on the help page (§2). */
export async function help(helene: Person): Promise<void> {
  const { page } = helene
  await helene.open('/')
  await page.getByRole('link', { name: 'Ouvrir le chat' }).waitFor()
  await page.getByRole('link', { name: '06.38.17.61.28' }).waitFor()
  for (const team of ['Compte Agafort', 'Sécurité et fraude', 'Données personnelles', 'Litige juridique']) {
    const door = page.getByRole('listitem').filter({ hasText: team })
    await door.getByRole('link', { name: /@agafort\.example$/ }).waitFor()
  }
  for (const time of ['Après 24 heures', 'Dans les 48 heures', 'Dans les 5 jours'])
    await page.getByText(time).first().waitFor()
  await helene.see('help')
}

/** Hélène reports a listing with wrong information. */
export async function wrongInformation(helene: Person): Promise<void> {
  const { page } = helene
  await helene.open('/')
  await page.getByRole('link', { name: 'Signaler une information incorrecte sur un produit' }).click()
  await page.getByLabel('Adresse de l’annonce').fill('https://www.agafort.example/annonces/88120')
  await page
    .getByLabel('Votre explication')
    .fill('L’annonce dit « chêne massif » ; le meuble est en aggloméré.')
  await page.getByLabel('Votre nom').fill('Hélène Brunet')
  await page.getByLabel('Votre adresse électronique').fill('helene.brunet@exemple.fr')
  await helene.see('form-information')
  await page.getByRole('button', { name: 'Envoyer le signalement' }).click()
  await page.getByRole('heading', { name: 'Votre signalement est enregistré' }).waitFor()
  await helene.see('form-information-received')
}

/**
 * Hélène reports a counterfeit with everything that article 16 of the Digital Services Act requires; returns its
 * reference.
 */
export async function infringement(helene: Person): Promise<string> {
  const { page } = helene
  await helene.open('/forms/product-infringement')
  await page.getByLabel('Contrefaçon d’une marque').check()
  await page.getByLabel('Adresse de l’annonce').fill('https://www.agafort.example/annonces/90417')
  await page
    .getByLabel('Votre explication')
    .fill(
      'Ce sac porte notre marque déposée et n’est pas de nous : les coutures et le fermoir sont différents.',
    )
  await page.getByLabel('Votre nom').fill('Hélène Brunet')
  await page.getByRole('button', { name: 'Envoyer le signalement' }).click()
  const email = page.getByLabel('Votre adresse électronique')
  await page.getByText('Votre signalement n’est pas encore parti').waitFor()
  expect(await email.getAttribute('aria-invalid')).toBe('true')
  const ids = (await email.getAttribute('aria-describedby')) ?? ''
  expect(await page.locator(`#${ids.split(' ')[0]}`).innerText()).toBe('Indiquez votre adresse électronique.')
  expect(await page.getByLabel('Votre nom').inputValue()).toBe('Hélène Brunet')
  await helene.see('form-infringement-refused')
  await email.fill('helene.brunet@exemple.fr')
  await page.getByLabel('Je déclare de bonne foi').check()
  const picture = await page.screenshot()
  await page
    .getByLabel('Ajouter des fichiers')
    .setInputFiles({ name: 'sac.png', mimeType: 'image/png', buffer: picture })
  await page.getByRole('button', { name: 'Envoyer le signalement' }).click()
  await page.getByRole('heading', { name: 'Votre signalement est enregistré' }).waitFor()
  await helene.see('form-infringement-received')
  const [reference = ''] = /AGF-\w{4}-\w{4}/.exec(await page.getByRole('main').innerText()) ?? []
  return reference
}

/**
 * Hélène reads the confirmation of receipt and follows its link to her ticket's page, where she writes and adds a file.
 */
export async function ticketPage(helene: Person, reference: string): Promise<void> {
  const { page } = helene
  const text = await helene.readMail('helene.brunet@exemple.fr', reference)
  await helene.see('mail-receipt')
  const [link = ''] = /https?:\/\/\S+\/t\/\S+/.exec(text) ?? []
  await helene.open(new URL(link).pathname)
  await page.getByRole('heading', { name: 'Ce qui va se passer, et quand' }).waitFor()
  await page
    .getByText(/conclusions/)
    .first()
    .waitFor()
  await page.getByRole('heading', { name: 'Ce qui s’est passé jusqu’ici' }).waitFor()
  await helene.see('ticket-page')
  await page.getByLabel('Votre message').fill('Voici le certificat de dépôt de notre marque.')
  await page.getByLabel('Ajouter des fichiers').setInputFiles({
    name: 'certificat.pdf',
    mimeType: 'application/pdf',
    buffer: Buffer.from('%PDF-1.7\nun certificat'),
  })
  await page.getByRole('button', { name: 'Envoyer votre message' }).click()
  await page.getByText('Votre message est bien arrivé').waitFor()
  await page.getByRole('link', { name: /certificat\.pdf/ }).waitFor()
  await helene.see('ticket-page-answered')
}

/** Léa names the seller, so that Hélène can request its details; then Léa resolves the ticket. */
export async function sellerDetails(helene: Person, lea: Person, reference: string): Promise<void> {
  const { page } = lea
  await lea.open(`/desk/tickets/${reference}`)
  await page.getByText('Voici le certificat de dépôt').first().waitFor()
  await lea.see('ticket-of-form')
  await page.getByText('Indiquer le vendeur', { exact: true }).click()
  await page.getByLabel('Numéro, adresse ou nom du vendeur').fill('V-2210')
  await page.getByRole('button', { name: 'Indiquer ce vendeur' }).click()
  await page.getByText('Le vendeur est indiqué').waitFor()

  await helene.page.reload()
  await helene.page.getByRole('button', { name: 'Demander les coordonnées du vendeur' }).click()
  await helene.page.getByText('Votre demande est transmise au service client').waitFor()
  await helene.see('ticket-page-seller')

  await page.reload()
  await page.getByText('Coordonnées demandées par le client').first().waitFor()
  await page.getByText('Résoudre le dossier', { exact: true }).click()
  await page
    .getByLabel('Ce que nous disons au client')
    .fill(
      'L’annonce est retirée : elle portait votre marque sans votre accord. Le vendeur peut contester cette décision.',
    )
  await page.getByRole('button', { name: 'Résoudre et prévenir le client' }).click()
  await page.getByText('Le dossier est résolu et le client est prévenu').waitFor()
}
