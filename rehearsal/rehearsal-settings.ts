import type { CoreSettings, TeamAddress } from '../core/kernel/core.ts'
import { signingKeys } from '../core/kernel/signed-link.ts'
import { firstTeam } from '../core/policy/category.ts'
import type { PolicyTimes } from '../core/policy/policy-times.ts'

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
