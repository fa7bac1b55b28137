import type { SanctionId } from '../../../core/kernel/id.ts'
import { Problem, type ProblemCode } from '../../../core/kernel/problem.ts'
import type { Language } from '../../../core/policy/language.ts'
import { decideSanction, liftSanction } from '../../../core/seller/sanction.ts'
import { appealSanction, decideAppeal } from '../../../core/seller/sanction-appeal.ts'
import { type ListedSanction, listSanctions } from '../../../core/seller/sanction-list.ts'
import { dayAndTime } from '../../../core/wording/dates.ts'
import { type Html, html } from '../../http/html.ts'
import { page, type RouteResponse, redirect } from '../../http/response.ts'
import { type MemberRoute, type MemberVisit, SUPERVISORS } from '../../http/route.ts'
import { LONGEST_FORM_TEXT } from '../../web-settings.ts'
import { SELLER_DESK_WORDS } from '../../wording/seller-desk-words.ts'
import { csrfField, deskPage } from '../desk-page.ts'
import { emptyList } from '../empty-list.ts'
import { sellerRefusal } from '../seller-refusal.ts'

// In characters: a name, and what they are to the seller.
const LONGEST_CALLER = 200

/** Sanctions of sellers (policy §6): a supervisor decides on what was proposed, lifts, records appeals made by telephone, and answers appeals. */
export const SANCTION_ROUTES: readonly MemberRoute[] = [
  {
    method: 'GET',
    url: '/desk/sanctions',
    allow: SUPERVISORS,
    handle: (visit) => sanctionsPage(visit),
  },
  action('decision', async ({ core, member, form }, { sanction }) =>
    decideSanction(core, {
      sanctionId: sanction.id,
      memberId: member.id,
      yes: form.yes === 'yes',
      reason: form.reason ?? '',
    }),
  ),
  action('lifting', async ({ core, member, form }, { sanction }) =>
    liftSanction(core, { sanctionId: sanction.id, memberId: member.id, reason: form.reason ?? '' }),
  ),
  action('contest', async ({ core, member, form, wording }, { sanction }) => {
    const text = appealByTelephone(wording.language, form)
    await appealSanction(core, { sanctionId: sanction.id, memberId: member.id, text })
  }),
  action('appeal', async ({ core, member, form }, { appeals }) => {
    const appeal = appeals.find(({ id }) => id === form.appeal)
    if (!appeal) throw new Problem('invalid-input', 'There is no such appeal.')
    await decideAppeal(core, {
      appealId: appeal.id,
      memberId: member.id,
      outcome: form.yes === 'yes' ? 'lifted' : 'upheld',
      text: form.reason ?? '',
    })
  }),
]

const MENDABLE: readonly ProblemCode[] = ['invalid-input', 'not-allowed', 'too-early']

/** What a member can do to a sanction: its form's name, and the last part of its URL. */
type SanctionAct = 'decision' | 'lifting' | 'contest' | 'appeal'

function action(
  word: SanctionAct,
  act: (visit: MemberVisit, listed: ListedSanction) => Promise<void>,
): MemberRoute {
  return {
    method: 'POST',
    url: `/desk/sanctions/:sanction/${word}`,
    allow: SUPERVISORS,
    handle: async (visit) => {
      const { core, member, params } = visit
      const listed = (await listSanctions(core.db, member.id)).find(
        ({ sanction }) => sanction.id === params.sanction,
      )
      if (!listed) throw new Problem('not-found', 'There is no such sanction that you may read.')
      try {
        await act(visit, listed)
      } catch (error) {
        if (!(error instanceof Problem)) throw error
        if (MENDABLE.includes(error.code)) return sanctionsPage(visit, { word, problem: error })
        if (error.code !== 'already-done') throw error
      }
      return redirect(`/desk/sanctions?done=${word === 'contest' ? 'contested' : 'recorded'}`)
    },
  }
}

function appealByTelephone(language: Language, form: MemberVisit['form']): string {
  const [who = '', words = ''] = [form.who?.trim(), form.text?.trim()]
  if (who === '' || words === '')
    throw new Problem('invalid-input', 'Write down who called, and their words.')
  return SELLER_DESK_WORDS[language].sanctions.contest.told(who, words)
}

async function sanctionsPage(
  visit: MemberVisit,
  refused?: { word: SanctionAct; problem: Problem },
): Promise<RouteResponse> {
  const { core, member, query, wording } = visit
  const { sanctions: words } = SELLER_DESK_WORDS[wording.language]
  const listed = await listSanctions(core.db, member.id)
  const body = html`<div class="queue sanctions">
    <div class="head"><h1>${words.title}</h1></div>
    <p class="lead">${words.lead}</p>
    ${query.done === 'recorded' && html`<p class="notice" role="status">${words.saved}</p>`}
    ${query.done === 'contested' && html`<p class="notice" role="status">${words.contest.saved}</p>`}
    ${refused && html`<p class="warning warning-bad" role="alert">${refusalOf(visit, refused)}</p>`}
    ${listed.length === 0 ? emptyList(words.none) : html`<ol class="troubles">${listed.map((one) => sanctionItem(visit, one))}</ol>`}
  </div>`
  return page(await deskPage(visit, { title: words.title, place: 'sanctions', body }), refused ? 400 : 200)
}

function refusalOf(
  visit: MemberVisit,
  { word, problem }: { word: SanctionAct; problem: Problem },
): Html | string {
  const { sanctions: words } = SELLER_DESK_WORDS[visit.wording.language]
  return sellerRefusal(problem, visit) ?? (word === 'contest' ? words.contest.refused : words.refused)
}

function sanctionItem(visit: MemberVisit, listed: ListedSanction): Html {
  const { wording, now, member } = visit
  const { sanctions: words, kinds, reasons, states } = SELLER_DESK_WORDS[wording.language]
  const { sanction, seller, reference, proposedBy, appeals } = listed
  const open = appeals.find((appeal) => appeal.decision === null)
  return html`<li>
    <p class="trouble-what"><strong>${seller.name}</strong> <span class="faint">${seller.externalId}</span>
      <span class="tag">${kinds[sanction.kind]}</span> <span class="tag">${states[sanction.decision ? 'inForce' : 'proposed']}</span>
      <a class="reference" href="/desk/tickets/${reference}">${reference}</a></p>
    <p class="faint">${words.proposedBy(proposedBy, dayAndTime(wording.language, sanction.proposedAt, now))} · ${reasons[sanction.reasonCode]}</p>
    <div class="message-text">${sanction.reason}</div>
    ${
      sanction.decision === null &&
      (sanction.proposedBy === member.id
        ? html`<p class="faint">${words.own}</p>`
        : decision(visit, sanction.id, 'decision', [
            ['yes', words.yes],
            ['no', words.no],
          ]))
    }
    ${
      open &&
      html`<p><strong>${words.appeal}</strong></p><div class="message-text">${open.text}</div>
      ${decision(
        visit,
        sanction.id,
        'appeal',
        [
          ['no', words.uphold],
          ['yes', words.grant],
        ],
        html`<input type="hidden" name="appeal" value="${open.id}">`,
      )}`
    }
    ${canBeContested(listed, now) && contest(visit, sanction.id)}
    ${sanction.decision !== null && !open && decision(visit, sanction.id, 'lifting', [['yes', words.lift]])}
  </li>`
}

function canBeContested({ sanction, appeals }: ListedSanction, now: Date): boolean {
  return sanction.appealBy !== null && now <= sanction.appealBy && appeals.length === 0
}

function contest(visit: MemberVisit, id: SanctionId): Html {
  const { contest: words } = SELLER_DESK_WORDS[visit.wording.language].sanctions
  // What was refused comes back into its form.
  const typed = visit.params.sanction === id ? visit.form : {}
  return html`<details class="tool"${typed.who !== undefined && html` open`}><summary>${words.heading}</summary>
    <form method="post" action="/desk/sanctions/${id}/contest" data-once>${csrfField(visit)}
      <p><label for="contest-who-${id}">${words.who}</label>
      <input id="contest-who-${id}" name="who" required maxlength="${LONGEST_CALLER}" autocomplete="off" value="${typed.who}"></p>
      <p><label for="contest-text-${id}">${words.text}</label>
      <textarea id="contest-text-${id}" name="text" rows="3" required maxlength="${LONGEST_FORM_TEXT}">${typed.text}</textarea></p>
      <p class="buttons"><button class="primary">${words.submit}</button></p>
    </form></details>`
}

function decision(
  visit: MemberVisit,
  id: SanctionId,
  word: SanctionAct,
  buttons: readonly (readonly [value: string, label: string])[],
  more?: Html,
): Html {
  const { sanctions: words } = SELLER_DESK_WORDS[visit.wording.language]
  const field = `${word}-${id}`
  return html`<details class="tool"><summary>${buttons.map(([, label]) => label).join(' / ')}</summary>
    <form method="post" action="/desk/sanctions/${id}/${word}" data-once>${csrfField(visit)}${more}
      <p><label for="${field}">${words.why}</label>
      <textarea id="${field}" name="reason" rows="3" required maxlength="${LONGEST_FORM_TEXT}"></textarea></p>
      <p class="buttons">${buttons.map(([value, label], i) => html`<button name="yes" value="${value}"${i === 0 && html` class="primary"`}>${label}</button>`)}</p>
    </form></details>`
}
