import { TOTP } from 'otpauth'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { poll } from '../../servers/poll.ts'
import { press, reads, write } from '../chat-page.ts'
import type { Person } from '../person.ts'

/** Thomas protects his account with a second factor, and signs in with it. */
export async function secondFactor(thomas: Person): Promise<void> {
  const { page } = thomas
  await thomas.open('/desk/account')
  await thomas.see('account')
  await page.getByRole('link', { name: 'Activer la double vérification' }).click()
  await thomas.see('second-factor')
  const secret = (await page.locator('code').first().innerText()).replace(/\s/g, '')
  const codeAt = (timestamp: number) => new TOTP({ secret }).generate({ timestamp })
  await page.getByLabel('Code à six chiffres').fill(codeAt(Date.now()))
  await page.getByRole('button', { name: 'Activer' }).click()
  await page.getByRole('heading', { name: /codes de secours/i }).waitFor()
  await thomas.see('recovery-codes')
  await thomas.open('/desk')
  await signOut(page)
  await thomas.signIn('thomas@agafort.example')
  await page.getByLabel('Code').waitFor()
  await thomas.see('code-asked')
  // A code works once, so this is the telephone's next one, which is already valid.
  await page.getByLabel('Code').fill(codeAt(Date.now() + 30_000))
  await page.getByRole('button', { name: 'Continuer' }).click()
  await page.waitForURL('**/desk')
}

async function signOut(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Se déconnecter' }).click()
  await page.waitForURL((url) => url.pathname === '/sign-in' || url.pathname === '/')
}

/** Thomas accepts a handoff: Julie asks for a person, they chat, and he ends it with the outcome. */
export async function chat(thomas: Person, julie: Person): Promise<void> {
  const { page } = thomas
  await thomas.open('/desk/talks')
  await page.getByRole('button', { name: 'Être disponible' }).click()
  await page.getByText('Vous êtes disponible pour').waitFor()
  await thomas.see('talks-nobody')

  await julie.open('/chat')
  await reads(julie.page, /assistant automatique d’Agafort/)
  await write(
    julie.page,
    'Bonjour, ma commande 4587-2299 devait arriver lundi et je ne l’ai jamais reçue. julie.marchand@exemple.fr',
  )
  await reads(julie.page, /À quel nom/)
  await write(julie.page, 'Julie Marchand')
  await reads(julie.page, /est complet/)
  await press(julie.page, 'Parler à quelqu’un')
  await reads(julie.page, /première dans la file|premier dans la file|file d’attente|conseiller/)
  await julie.see('chat-waiting')

  const waiting = page.getByRole('listitem').filter({ hasText: 'Julie Marchand' })
  await waiting.getByRole('button', { name: 'Prendre', exact: true }).waitFor()
  await thomas.see('talks-one-waits')
  await waiting.getByRole('button', { name: 'Prendre', exact: true }).click()
  await julie.page.getByText('Vous parlez avec Thomas').waitFor()
  await say(page, 'Bonjour Julie, je regarde où est votre colis. L’adresse de livraison est-elle la bonne ?')
  await reads(julie.page, /L’adresse de livraison est-elle la bonne/)
  await write(julie.page, 'Oui, c’est la bonne adresse.')
  await page.getByRole('log').getByText('Oui, c’est la bonne adresse.').waitFor()
  await thomas.see('talk')
  await julie.see('chat-talk')
  await page.getByText('Terminer l’échange').first().click()
  await page.getByLabel('Le dossier').selectOption({ label: 'Résolu' })
  await page
    .getByLabel('Ce que le client doit savoir')
    .fill('Votre colis est retrouvé : il vous est livré demain avant midi.')
  await thomas.see('talk-ending')
  await page.getByRole('button', { name: 'Terminer l’échange' }).click()
  await reads(julie.page, /livré demain avant midi/)
  await julie.see('chat-ended')
}

async function say(page: Page, text: string): Promise<void> {
  await page.getByLabel('Votre message').fill(text)
  await page.getByRole('button', { name: 'Envoyer', exact: true }).click()
  await page.getByRole('log').getByText(text).waitFor()
}

/** Thomas replies to a mail with a macro, undoes it once, and lets it leave. */
export async function mail(thomas: Person): Promise<void> {
  const { page } = thomas
  await thomas.open('/desk?queue=mine')
  await thomas.see('mine')
  await page.getByRole('link', { name: /Gilles Arnaud/ }).click()
  const answer = page.getByRole('textbox', { name: 'Votre réponse' })
  await page.getByLabel('Texte préparé').selectOption({ label: 'Prise en charge' })
  await page.getByRole('button', { name: 'Insérer' }).click()
  await poll('the prepared text to stand in the answer', async () =>
    /Je m’occupe de votre dossier AGF-/.test(await answer.inputValue()),
  )
  await thomas.see('ticket-prepared-text')
  const send = async () => {
    await page.getByRole('button', { name: 'Répondre par courriel' }).click()
    await page.getByText('Le message quitte le bureau dans').waitFor()
  }
  await send()
  await thomas.see('ticket-undo')
  await page.getByRole('button', { name: 'Annuler' }).click()
  await page.getByText('L’envoi est annulé').waitFor()
  expect(await answer.inputValue()).toContain('Je m’occupe de votre dossier')
  await send()
  // It leaves by itself when its delay is over.
  await page.getByText('Le message quitte le bureau dans').waitFor({ state: 'detached', timeout: 60_000 })
  expect(await thomas.readMail('gilles.arnaud@exemple.fr', 'Facture introuvable')).toContain(
    'Je m’occupe de votre dossier',
  )
  await thomas.see('mail-answer')
}

/** Thomas records a call, reads its reference out, and corrects its category with one click. */
export async function call(thomas: Person): Promise<void> {
  const { page } = thomas
  await thomas.open('/desk/calls/new')
  await page
    .getByLabel('Ce que le client a dit')
    .fill(
      'Monsieur Perrin demande où en est sa commande 4600-118, et signale que la fiche du produit indique une mauvaise taille.',
    )
  await page.getByLabel('Objet').fill('Commande attendue, taille fausse')
  await page.getByLabel('Nom du client').fill('Alain Perrin')
  await page.getByLabel('Numéro de téléphone').fill('06 12 34 56 78')
  await page.getByLabel('Adresse électronique').fill('alain.perrin@exemple.fr')
  await thomas.see('call-new')
  await page.getByRole('button', { name: 'Ouvrir le dossier' }).click()
  await page.getByRole('heading', { name: 'Lisez au client son numéro de dossier' }).waitFor()
  const spelled = page.getByRole('main').getByRole('listitem')
  expect(await spelled.count()).toBeGreaterThanOrEqual(11)
  expect(await spelled.allInnerTexts()).toContainEqual(expect.stringMatching(/comme/i))
  await thomas.see('call-spelled')
  await page.getByRole('link', { name: 'Ouvrir le dossier' }).click()
  const category = page.getByLabel('Catégorie', { exact: true })
  const before = await category.inputValue()
  await page.getByText('Pourquoi cette catégorie').click()
  await thomas.see('ticket-why-category')
  await page
    .getByRole('button', { name: /^Plutôt/ })
    .first()
    .click()
  await page.getByText('La catégorie est changée').waitFor()
  expect(await category.inputValue()).not.toBe(before)
  await thomas.see('ticket-category-corrected')
}

/**
 * Thomas asks a seller, sends the conclusions and resolves the ticket; Vincent rates it, and Thomas reads the rating.
 */
export async function matter(thomas: Person, vincent: Person): Promise<void> {
  const { page } = thomas
  await thomas.open('/desk?queue=mine')
  await page.getByRole('link', { name: /Vincent Morel/ }).click()
  const ticket = new URL(page.url()).pathname
  await page.getByText('Indiquer le vendeur', { exact: true }).click()
  await page.getByLabel('Numéro, adresse ou nom du vendeur').fill('Atelier Colbert')
  await page.getByRole('button', { name: 'Indiquer ce vendeur' }).click()
  await page.getByText('Le vendeur est indiqué').waitFor()
  await page.getByText('Interroger le vendeur', { exact: true }).click()
  await page
    .getByLabel('Votre message au vendeur')
    .fill('La télévision de la commande 4566-031 est arrivée fissurée. Quand remboursez-vous le client ?')
  await thomas.see('ticket-seller-question')
  await page.getByRole('button', { name: 'Envoyer au vendeur' }).click()
  await page.getByText('Le message au vendeur part').waitFor()
  await thomas.see('ticket-seller-asked')

  await page.getByText('Communiquer les conclusions', { exact: true }).click()
  await page
    .getByLabel('Ce que l’enquête a montré, et ce qui suit')
    .fill('Le colis a été abîmé pendant le transport. Le vendeur vous doit le remboursement entier.')
  await page.getByRole('button', { name: 'Envoyer les conclusions' }).click()
  await page.getByText('Les conclusions partent').waitFor()
  await page.getByText('Résoudre le dossier', { exact: true }).click()
  await page
    .getByLabel('Ce que nous disons au client')
    .fill('Votre remboursement de 389 € est fait. Il paraîtra sur votre compte sous cinq jours.')
  await thomas.see('ticket-resolving')
  await page.getByRole('button', { name: 'Résoudre et prévenir le client' }).click()
  await page.getByText('Le dossier est résolu et le client est prévenu').waitFor()
  await thomas.see('ticket-resolved')

  await rate(vincent, {
    email: 'vincent.morel@exemple.fr',
    step: 'Tout à fait',
    comment: 'Rapide et clair, merci.',
  })
  await thomas.open(ticket)
  await page.getByText('Rapide et clair, merci.').first().waitFor()
  await thomas.see('ticket-rated')
}

/** A customer opens the satisfaction page from the mail of the resolution, and rates. */
export async function rate(
  customer: Person,
  { email, step, comment }: { email: string; step: string; comment: string },
): Promise<void> {
  const { page } = customer
  const text = await customer.readMail(email, 'Re: ', /\/s\//)
  await customer.see('mail-resolution')
  const [link = ''] = /https?:\/\/\S+\/s\/\S+/.exec(text) ?? []
  await customer.open(new URL(link).pathname)
  await page.getByLabel(step, { exact: true }).check()
  await page.getByLabel('Souhaitez-vous nous en dire plus').fill(comment)
  await customer.see('satisfaction')
  await page.getByRole('button', { name: 'Envoyer votre avis' }).click()
  await page.getByText('Merci, votre avis est enregistré').first().waitFor()
  await customer.see('satisfaction-thanks')
}
