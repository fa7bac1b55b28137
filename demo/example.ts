/** Mails a newcomer can send with one click. `to` is how the address begins. */
export const EXAMPLES = [
  {
    id: 'commande',
    title: 'colis jamais arrivé',
    to: 'contact',
    fromName: 'Nadia Benali',
    from: 'nadia.benali@exemple.fr',
    subject: 'Colis jamais reçu, commande 4471-22',
    text: 'Bonjour,\n\nMa commande 4471-22 devait arriver le 12 novembre. Le suivi n’a pas bougé depuis dix jours et le vendeur ne répond pas à mes messages.\n\nPouvez-vous me dire où elle se trouve, ou me rembourser ?\n\nCordialement,\nNadia Benali\n06 12 34 56 78',
  },
  {
    id: 'fraude',
    title: 'paiement inconnu',
    to: 'security',
    fromName: 'Étienne Marchal',
    from: 'etienne.marchal@exemple.fr',
    subject: 'Paiement que je n’ai pas fait',
    text: 'Bonjour,\n\nJe découvre sur mon relevé un paiement de 249,90 € à Agafort que je n’ai jamais fait. Quelqu’un s’est connecté à mon compte depuis une autre ville.\n\nMerci de le bloquer au plus vite.\n\nÉtienne Marchal',
  },
  {
    id: 'account',
    title: 'locked account (English)',
    to: 'account',
    fromName: 'Grace Holloway',
    from: 'grace.holloway@example.org',
    subject: 'Locked out of my account',
    text: 'Hello,\n\nI cannot sign in any more since I changed my telephone number: the code goes to the old one. Could you help me get back into my account?\n\nKind regards,\nGrace Holloway',
  },
] as const
