import type { CoreSettings, TeamAddress } from '../core/kernel/core.ts'
import { signingKeys } from '../core/kernel/signed-link.ts'
import { firstTeam } from '../core/policy/category.ts'
import type { PolicyTimes } from '../core/policy/policy-times.ts'

const MAILBOXES: readonly Omit<TeamAddress, 'team'>[] = [
  { name: 'contact', address: 'contact@agafort.example', category: 'other' },
  { name: 'account', address: 'compte@agafort.example', category: 'account' },
  { name: 'fraud', address: 'securite@agafort.example', category: 'fraud' },
  { name: 'privacy', address: 'confidentialite@agafort.example', category: 'privacy' },
  { name: 'legal', address: 'juridique@agafort.example', category: 'legal' },
]

/** Settings of a marketplace that is only rehearsed: the policy's addresses, and keys that sign nothing that leaves. */
export function rehearsalSettings(policyTimes: PolicyTimes): CoreSettings {
  return {
    publicUrl: 'https://aide.agafort.example',
    chatUrl: null,
    openingHours: null,
    secretKeys: signingKeys(['a key for rehearsals, which sign nothing that leaves']),
    telephone: '06.38.17.61.28',
    mailboxes: MAILBOXES.map((mailbox) => ({ ...mailbox, team: firstTeam(mailbox.category) })),
    answerLimits: { perAddress: 10, perTicket: 5, perSameText: 20, perMailbox: 1_000 },
    withdrawableFor: 0,
    policyTimes,
    stopsWhileWaiting: [],
    alertTo: ['alerte@agafort.example'],
  }
}
