import type { Language } from '../policy/language.ts'
import type { PromiseKind } from '../policy/policy-times.ts'
import type { NoticeKind } from './member-notice.ts'
import { plural } from './plural.ts'
import { english, french } from './typography.ts'

/** What members read in the mail that tells them of their matters. */
export interface MemberNoticeWords {
  greeting: (name: string) => string
  subject: (count: number) => string
  /** Stands above the matters of one kind. */
  headings: Record<NoticeKind, string>
  /** Behind a reference, its category before it. */
  due: (when: string) => string
  overdue: (promise: PromiseKind, when: string) => string
  closing: string
}

const PROMISES: Record<Language, Record<PromiseKind, string>> = {
  fr: {
    acknowledge: 'accusé de réception',
    update: 'nouvelles au client',
    investigate: 'enquête à commencer',
    conclude: 'conclusions à communiquer',
    escalate: 'transmission à l’équipe chargée de l’expérience client',
    resolve: 'résolution',
  },
  en: {
    acknowledge: 'acknowledgement',
    update: 'news to the customer',
    investigate: 'investigation to begin',
    conclude: 'conclusions to send',
    escalate: 'handover to the customer experience team',
    resolve: 'resolution',
  },
}

export const MEMBER_NOTICE_WORDS: Record<Language, MemberNoticeWords> = {
  fr: {
    greeting: (name) => french`Bonjour ${name},`,
    subject: (count) =>
      french`${count} ${plural('fr', count, { one: 'dossier demande', other: 'dossiers demandent' })} votre attention`,
    headings: {
      named: french`L'enquête vous est confiée. Elle commence par votre premier acte : une question, une réponse, une note ou un appel.`,
      'handed-over': french`Transmis à votre équipe ; vous en assurez le suivi :`,
      'handed-on': french`Transmis à un autre niveau ; vous n'en avez plus la charge :`,
      'nobody-to-take': french`Transmis, mais aucun membre présent et habilité ne peut s'en charger. À attribuer à quelqu'un :`,
      overdue: french`Une promesse faite au client n'est pas tenue :`,
      dissatisfied: french`Le client n'est pas satisfait de la résolution :`,
      mentioned: french`Un collègue vous cite dans une note :`,
    },
    due: (when) => french`au plus tard le ${when}`,
    overdue: (promise, when) => french`${PROMISES.fr[promise]}, échéance passée le ${when}`,
    closing: french`Ce message ne s'adresse qu'à vous : ne le transmettez pas.`,
  },
  en: {
    greeting: (name) => english`Hello ${name},`,
    subject: (count) =>
      english`${count} ${plural('en', count, { one: 'case needs', other: 'cases need' })} your attention`,
    headings: {
      named: english`The investigation is yours. It begins with your first act: a question, an answer, a note or a call.`,
      'handed-over': english`Passed to your team and assigned to you:`,
      'handed-on': english`Passed to another level, and no longer yours:`,
      'nobody-to-take': english`Passed on, but no member who is present and has clearance can take it. To be assigned to someone:`,
      overdue: english`A promise made to the customer is not kept:`,
      dissatisfied: english`The customer is not satisfied with the resolution:`,
      mentioned: english`A colleague names you in a note:`,
    },
    due: (when) => english`by ${when}`,
    overdue: (promise, when) => english`${PROMISES.en[promise]}, due ${when}`,
    closing: english`This message is meant for you alone: please do not forward it.`,
  },
}
