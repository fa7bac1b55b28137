import type { Language } from '../policy/language.ts'
import { dayAndTime } from './dates.ts'
import { plural } from './plural.ts'
import { english, french } from './typography.ts'

/** Something that needs a person of the team, with its facts. Codes and names only, no customer's text. */
export type TeamAlert =
  | {
      kind: 'mailbox-silent'
      mailbox: string
      /** Since when it has not been reached. */
      since: Date
      /** Why, in technical terms; null when unknown. */
      reason: string | null
    }
  | {
      kind: 'renewal-refused'
      /** The account whose OAuth2 token the provider no longer renews. */
      account: string
      /** The provider's error code, such as `invalid_grant`. */
      reason: string
    }
  | {
      kind: 'sending-failed'
      server: string
      /** Null when it is about the whole server. */
      mailbox: string | null
      since: Date
      code: string
      /** The server's response; may quote addresses. */
      reason: string
    }
  | {
      kind: 'nobody-to-take'
      /** Escalated tickets that no available member may take, and no supervisor may know of. */
      references: readonly string[]
    }

/** Returns the mail of an alert: what happened, what is kept meanwhile, what to do. */
export function alertMail(language: Language, alert: TeamAlert): { subject: string; text: string } {
  return ALERTS[language](alert)
}

const ALERTS: Record<Language, (alert: TeamAlert) => { subject: string; text: string }> = {
  fr: (alert) => {
    switch (alert.kind) {
      case 'mailbox-silent':
        return {
          subject: french`La boîte ${alert.mailbox} ne répond plus`,
          text: french`La boîte ${alert.mailbox} n’est plus relevée depuis le ${dayAndTime('fr', alert.since)}.\n\nMotif : ${alert.reason ?? 'inconnu'}\n\nRien n’est perdu : les messages attendent sur le serveur et seront repris dès qu’il répondra. Vérifiez le serveur, le compte et son mot de passe.`,
        }
      case 'renewal-refused':
        return {
          subject: french`L’accès ${alert.account} n’est plus autorisé`,
          text: french`Le fournisseur refuse de renouveler l’accès OAuth2 de ${alert.account}.\n\nMotif : ${alert.reason}\n\nDonnez de nouveau l’autorisation à l’application, puis renseignez le nouveau jeton (variable …_REFRESH_TOKEN). Les messages attendent sur le serveur.`,
        }
      case 'sending-failed':
        return {
          subject: french`Des messages ne partent plus par ${alert.server}`,
          text: french`Depuis le ${dayAndTime('fr', alert.since)}, des messages${alert.mailbox ? ` de la boîte ${alert.mailbox}` : ''} ne partent plus par ${alert.server}.\n\nCode : ${alert.code}\nRéponse du serveur : ${alert.reason}\n\nIls sont gardés et seront renvoyés ; vérifiez le compte et le serveur.`,
        }
      case 'nobody-to-take':
        return {
          subject: french`Personne n’est disponible pour prendre ${plural('fr', alert.references.length, { one: 'une demande', other: 'des demandes' })}`,
          text: french`Aucun membre présent et habilité ne peut prendre : ${alert.references.join(', ')}.\n\nAucun superviseur habilité n’est présent non plus. Accordez l’habilitation à quelqu’un, ou notez son retour, puis attribuez-lui ${plural('fr', alert.references.length, { one: 'la demande', other: 'les demandes' })}.`,
        }
    }
  },
  en: (alert) => {
    switch (alert.kind) {
      case 'mailbox-silent':
        return {
          subject: english`Mailbox ${alert.mailbox} has stopped answering`,
          text: english`Mailbox ${alert.mailbox} has not been read since ${dayAndTime('en', alert.since)}.\n\nReason: ${alert.reason ?? 'unknown'}\n\nNothing is lost: the messages wait on the server and are taken in as soon as it answers. Check the server, the account and its password.`,
        }
      case 'renewal-refused':
        return {
          subject: english`Access for ${alert.account} is no longer granted`,
          text: english`The provider refuses to renew the OAuth2 access of ${alert.account}.\n\nReason: ${alert.reason}\n\nGive the application consent again, then set the new token (variable …_REFRESH_TOKEN). The messages wait on the server.`,
        }
      case 'sending-failed':
        return {
          subject: english`Mail no longer leaves by ${alert.server}`,
          text: english`Since ${dayAndTime('en', alert.since)}, mail${alert.mailbox ? ` of mailbox ${alert.mailbox}` : ''} no longer leaves by ${alert.server}.\n\nCode: ${alert.code}\nThe server’s answer: ${alert.reason}\n\nIt is kept and will be sent again; check the account and the server.`,
        }
      case 'nobody-to-take':
        return {
          subject: english`Nobody can take ${plural('en', alert.references.length, { one: 'a request', other: 'some requests' })}`,
          text: english`No member who is present and has clearance can take: ${alert.references.join(', ')}.\n\nNo cleared supervisor is present either. Give someone clearance, or note that they are back, then assign ${plural('en', alert.references.length, { one: 'the request', other: 'the requests' })} to them.`,
        }
    }
  },
}
