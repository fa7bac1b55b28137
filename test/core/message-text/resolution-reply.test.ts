import { describe, expect, it } from 'vitest'
import { type ResolutionReply, readResolutionReply } from '../../../core/message-text/resolution-reply.ts'

const NAMES = ['Camille Moreau']

function inShort(said: ResolutionReply): string {
  if (said.kind !== 'rating') return said.kind
  return `${said.score}${said.reopens ? ' and reopens' : ''}`
}

describe('A bare thank-you after a resolution', () => {
  it.each([
    'Merci',
    'merci !',
    'Merci beaucoup',
    'merci beaucoup c’est parfait bonne journée',
    'ok thx',
    'Parfait, merci à vous.',
    '👍',
    '🙏🙏',
    'Merci 😊',
    'Merciiiii',
    'Super merci',
    'Ok, merci.',
    'OK',
    'C’est noté, merci.',
    'Bien reçu, merci.',
    'Merci à toute l’équipe',
    'Merci pour votre aide précieuse.',
    'Merci pour votre réactivité et votre professionnalisme.',
    'Un grand merci pour votre réponse rapide.',
    'Mille mercis, bonne soirée',
    'Bonjour,\n\nMerci beaucoup pour votre aide.\n\nCordialement,\nCamille Moreau',
    'Bonjour Léa,\nMerci pour votre retour.\nBien cordialement\nCamille',
    'Merci Claire, excellente journée à vous aussi.',
    'Je vous remercie infiniment. Bonne continuation.',
    'Nickel',
    'Parfait !',
    'Le problème est résolu, merci encore.',
    'C’est réglé. Merci !',
    'Tout est rentré dans l’ordre, merci.',
    'J’ai bien reçu mon remboursement, merci.',
    'J’ai bien reçu le colis. Merci et bonne fin de semaine.',
    'Merci d’avoir réglé mon problème si rapidement.',
    'Service très rapide et efficace, bravo.',
    'Je vous remercie. Sincères salutations. C. Moreau',
    'Merci.\n\nEnvoyé de mon iPhone',
    'Thanks',
    'Thank you so much!',
    'Many thanks for your help.',
    'Perfect, thank you. Have a great day',
    'Hi Claire,\n\nThanks a lot for sorting this out so quickly.\n\nKind regards,\nCamille Moreau',
    'All sorted now, thanks again.',
    'I have received my refund, thank you.',
    'Brilliant, cheers',
    'Great service, thank you very much',
    'No problem, thanks',
    'Oui, c’est réglé, merci',
    'Merci beaucoup\nCamille Moreau\n06 12 34 56 78',
    'Merci\nTél. : 06.12.34.56.78\ncamille.moreau@courriel.example',
    'Merci pour le remboursement',
    'Merci Madame Martin',
    'J’ai bien été remboursée, merci',
    'Merci, je n’ai rien à ajouter',
    'Great, thanks! The parcel arrived this morning.',
  ])('such as %j does not reopen the ticket', (text) => {
    expect(readResolutionReply(text, NAMES)).toEqual({ kind: 'thanks' })
  })
})

describe('A mark written after a resolution', () => {
  it.each([
    ['5', '5'],
    ['1', '1'],
    ['4.', '4'],
    ['4/5', '4'],
    ['5 / 5 !', '5'],
    ['note : 2', '2'],
    ['Note 4', '4'],
    ['Ma note : 5/5', '5'],
    ['5 étoiles', '5'],
    ['cinq étoiles', '5'],
    ['4 stars', '4'],
    ['⭐⭐⭐⭐', '4'],
    ['★★★☆☆', '3'],
    ['3️⃣', '3'],
    ['5 sur 5', '5'],
    ['5 out of 5', '5'],
    ['9/10', '4'],
    ['0/5', '1'],
    ['Je vous donne un 4', '4'],
    ['I’d give you a 5', '5'],
    ['5, merci beaucoup', '5'],
    ['Bonjour,\n5\nMerci\nCamille Moreau', '5'],
    ['5 – Tout à fait', '5'],
    ['2 - plutôt non', '2'],
    ['Plutôt oui, merci', '4'],
    ['Note : 4\nMerci', '4'],
    ['5\nCamille Moreau\n06 12 34 56 78', '5'],
    ['5 ⭐', '5'],
    ['Ma note est de 4', '4'],
    ['satisfaction : 5', '5'],
    ['5/5 rien à dire', '5'],
    ['4,5 sur 5', '4'],
    ['Tout à fait', '5'],
    ['Plutôt oui.', '4'],
    ['moyennement', '3'],
    ['Plutôt non', '2'],
    ['Completely', '5'],
    ['très satisfait', '5'],
    ['Je suis très satisfaite de votre service, merci.', '5'],
    ['Satisfait', '4'],
    ['Plutôt contente', '4'],
    ['moyennement satisfait', '3'],
    ['Peu satisfaite.', '2'],
    ['Je ne suis pas satisfait.', '2'],
    ['déçu', '2'],
    ['pas du tout satisfaite', '1'],
    ['Très déçue', '1'],
    ['very happy', '5'],
    ['I am very satisfied with the outcome, thank you', '5'],
    ['not satisfied', '2'],
    ['Very disappointed', '1'],
    ['5/5, conseillère à l’écoute et colis livré le lendemain', '5'],
    ['Ravie, la conseillère a été charmante', '5'],
    ['3/5, un peu long', '3'],
  ])('is read in %j as %s', (text, mark) => {
    expect(inShort(readResolutionReply(text, NAMES))).toBe(mark)
  })

  it('keeps the words beside it as the comment, and no mere politeness', () => {
    expect(readResolutionReply('5/5, conseillère à l’écoute et colis livré le lendemain')).toMatchObject({
      comment: 'conseillère à l’écoute et colis livré le lendemain',
    })
    expect(readResolutionReply('Je vous mets 2 étoiles car le délai est trop long')).toMatchObject({
      comment: 'Je vous mets 2 étoiles car le délai est trop long',
    })
    expect(readResolutionReply('Bonjour,\n4\nMerci, bonne journée')).toMatchObject({ comment: '' })
  })

  it.each([
    ['1/5 je n’ai toujours pas reçu mon remboursement', '1'],
    ['2. Le vendeur ne répond pas.', undefined],
    ['1\nLe colis est cassé', '1'],
    ['Très déçue, rien n’est réglé', '1'],
    ['4/5 mais le bon de retour ne s’ouvre pas', '4'],
    ['5/5 ! Quand vais-je recevoir la facture ?', '5'],
    ['3/5 il manque une pièce', '3'],
    ['Pas du tout.', '1'],
    ['not at all', '1'],
    ['Pas satisfait, le problème est toujours là', '2'],
    ['2/5, the new one is broken too', '2'],
  ])('does not keep %j from reopening the ticket', (text, mark) => {
    expect(inShort(readResolutionReply(text, NAMES))).toBe(mark ? `${mark} and reopens` : 'reopens')
  })
})

describe('Anything else written after a resolution', () => {
  it.each([
    'Ce n’est pas résolu.',
    'Toujours rien reçu',
    'TOUJOURS RIEN',
    'Merci mais le colis n’est pas arrivé',
    'Merci, et pour le deuxième article ?',
    'Merci de me rappeler',
    'Merci d’avance pour votre réponse',
    'Merci de bien vouloir rouvrir mon dossier.',
    'Ok merci, quand serai-je remboursée ?',
    'Parfait. Encore un problème cependant.',
    'Merci. Pouvez-vous aussi changer mon adresse',
    'Bonjour',
    'Bonjour,\n\nCordialement,\nCamille Moreau',
    'Non',
    'Non merci',
    'Oui',
    'oui merci',
    'Oui, je veux bien',
    'Ok pour le remboursement',
    'D’accord pour la solution',
    'Merci, rappelez-moi au 06 12 34 56 78',
    'Satisfait ou remboursé !',
    'Happy to send it back, tell me where',
    'Je suis contente que vous répondiez enfin, la suite m’inquiète',
    'J’ai reçu un colis',
    'J’ai été remboursée de la moitié',
    'Merci de votre retour, je reste dans l’attente',
    'Pas mal',
    '0',
    '6',
    '5 jours que j’attends',
    'Reçu 4/5 colis',
    '4/5 colis reçus',
    'Livré le 4/5, cassé',
    'Cela fait 3 semaines',
    'Commande 5',
    '1. Le colis est cassé\n2. Le vendeur ne répond pas',
    'Je serai satisfaite quand je serai remboursée',
    'Je serais très heureux si vous répondiez',
    '👎',
    '😡',
    'Merci 😡',
    '?',
    '',
    'ok ?',
    'Vous vous moquez de moi',
    'C’est faux, je n’ai rien reçu',
    'Le problème est revenu',
    'Thanks, but it is still broken',
    'Thank you. Where is my refund?',
    'It is not solved',
    'Not resolved!',
    'Thanks for nothing',
    'Please call me',
    'I want to speak to someone',
    'Still waiting',
    'Merci pour rien',
    'Je n’ai pas bien reçu mon colis',
    'C’est pas parfait',
    '5 ou 1 je ne sais pas',
    '1/5 5/5',
    'Merci\nMarie Dubois m’a dit de vous écrire',
    'Colis reçu cassé',
  ])('such as %j reopens the ticket', (text) => {
    expect(readResolutionReply(text, NAMES)).toEqual({ kind: 'reopens' })
  })

  it('is read in time that grows with its length only', () => {
    const started = performance.now()
    for (const word of ['merci ', 'très ', '5 ', '⭐ ', 'pas du tout ', 'le ', 'a'])
      readResolutionReply(word.repeat(4000))
    expect(performance.now() - started).toBeLessThan(3000)
  })
})
