import { isLockedOut } from '../../../core/auth/lockout.ts'
import { membersWithSecondFactor } from '../../../core/auth/second-factor.ts'
import { membersWithProvider } from '../../../core/auth/single-sign-on.ts'
import type { MemberId } from '../../../core/kernel/id.ts'
import type { Member } from '../../../core/member/member.ts'
import { type Html, html } from '../../http/html.ts'
import type { MemberVisit } from '../../http/route.ts'
import { ACCOUNT_WORDS } from '../../wording/account-words.ts'
import { csrfField } from '../desk-page.ts'

/** How members sign in, as the page of members shows it. */
export interface WaysIn {
  secondFactor: ReadonlySet<MemberId>
  provider: ReadonlySet<MemberId>
  lockedOut: ReadonlySet<MemberId>
}

/** Looks up how these members sign in, and who is locked out now. */
export async function waysInOf({ core }: MemberVisit, members: readonly Member[]): Promise<WaysIn> {
  const lockedOut = await Promise.all(
    members.map(async ({ id, email }) => ((await isLockedOut(core, [email, id])) ? [id] : [])),
  )
  return {
    secondFactor: await membersWithSecondFactor(core.db),
    provider: await membersWithProvider(core.db),
    lockedOut: new Set(lockedOut.flat()),
  }
}

/** What stands beside a member's name. */
export function wayInTags({ wording }: MemberVisit, { id }: Member, ways: WaysIn): Html {
  const words = ACCOUNT_WORDS[wording.language].administrator
  return html`${ways.secondFactor.has(id) && html`<span class="tag tag-done">${words.secondFactorOn}</span> `}
    ${ways.provider.has(id) && html`<span class="tag">${words.linked}</span> `}
    ${ways.lockedOut.has(id) && html`<span class="tag tag-bad">${words.lockedOut}</span>`}`
}

/** What an administrator can do about another member's way in. */
export function wayInForms(visit: MemberVisit, member: Member, ways: WaysIn): Html {
  const words = ACCOUNT_WORDS[visit.wording.language].administrator
  const form = (word: string, label: string, spoken: string) =>
    html`<form method="post" action="/desk/members/${member.id}/${word}">${csrfField(visit)}<button aria-label="${spoken}">${label}</button></form>`
  const others = member.id !== visit.member.id
  return html`${others && ways.lockedOut.has(member.id) && form('wait-lift', words.lift, `${words.lift}, ${member.name}`)}
    ${others && form('sessions-end', words.endSessions, words.confirmEnd(member.name))}
    ${others && ways.secondFactor.has(member.id) && form('second-factor-reset', words.reset, words.confirmReset(member.name))}
    ${others && ways.provider.has(member.id) && form('provider-unlink', words.unlink, `${words.unlink}, ${member.name}`)}
    <a href="/desk/members/${member.id}/sign-ins" aria-label="${words.signInsOf(member.name)}">${words.signIns}</a>`
}
