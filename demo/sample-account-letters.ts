import type { Language } from '../core/policy/language.ts'
import type { AccountChange } from '../core/wording/account-notice.ts'
import { accountNoticeMail, accountRecoveryMail } from '../core/wording/account-notice.ts'
import { escapeHtml } from '../core/wording/escape-html.ts'
import type { SampleLetter } from './sample-letter.ts'

const WRITTEN = new Date('2026-11-24T08:05:00Z')

const CHANGES: Record<AccountChange, Record<Language, string>> = {
  'password-changed': { fr: 'Mot de passe changé', en: 'Password changed' },
  'second-factor-on': { fr: 'Double vérification activée', en: 'Two-step sign-in on' },
  'second-factor-off': { fr: 'Double vérification désactivée', en: 'Two-step sign-in off' },
  'second-factor-reset': { fr: 'Double vérification réinitialisée', en: 'Two-step sign-in reset' },
  'recovery-codes-made': { fr: 'Codes de secours remplacés', en: 'Recovery codes replaced' },
  'recovery-code-used': { fr: 'Code de secours utilisé', en: 'Recovery code used' },
  'provider-linked': { fr: 'Accès relié', en: 'Access linked' },
}

/** Letters to members about their own access. */
export const SAMPLE_ACCOUNT_LETTERS: readonly SampleLetter[] = [
  ...(Object.keys(CHANGES) as AccountChange[]).map(
    (change): SampleLetter => ({
      id: change,
      reader: 'member',
      name: CHANGES[change],
      render: (language) =>
        renderedMail(
          accountNoticeMail(language, {
            change,
            memberFirstName: 'Thomas',
            at: WRITTEN,
            origin: '192.0.2.14',
            wayBackUrl: 'https://aide.agafort.example/sign-in/way-back',
          }),
        ),
    }),
  ),
  {
    id: 'way-back',
    reader: 'member',
    name: { fr: 'Retrouver son accès', en: 'Getting back in' },
    render: (language) =>
      renderedMail(
        accountRecoveryMail(language, {
          memberFirstName: 'Thomas',
          url: 'https://aide.agafort.example/invitation/exemple',
          minutes: 60,
        }),
      ),
  },
]

function renderedMail({ subject, text }: { subject: string; text: string }) {
  return { subject, text, html: `<pre>${escapeHtml(text)}</pre>` }
}
