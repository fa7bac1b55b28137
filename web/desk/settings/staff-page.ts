import { isUuid, type MemberId } from '../../../core/kernel/id.ts'
import { Problem } from '../../../core/kernel/problem.ts'
import { findMember, listMembers, type Member } from '../../../core/member/member.ts'
import {
  type Absence,
  endAbsence,
  listAbsences,
  listSkills,
  noteAbsence,
  type Skills,
  setSkills,
} from '../../../core/member/staff.ts'
import { CATEGORIES } from '../../../core/policy/category.ts'
import { dayAndTime } from '../../../core/wording/dates.ts'
import { wordingIn as customerWordingIn } from '../../../core/wording/wording.ts'
import { type Html, html } from '../../http/html.ts'
import { page, type RouteResponse, redirect } from '../../http/response.ts'
import { type MemberRoute, type MemberVisit, SUPERVISORS } from '../../http/route.ts'
import { STAFF_WORDS } from '../../wording/staff-words.ts'
import { parseParisDateTime, toParisDateTime } from '../../wording/time-format.ts'
import { csrfField, deskPage } from '../desk-page.ts'

/** Who is available and has which skills: the basis on which escalation chooses people (policy §4). */
export const STAFF_ROUTES: readonly MemberRoute[] = [
  { method: 'GET', url: '/desk/staff', allow: SUPERVISORS, handle: (visit) => staffPage(visit, false) },
  action('skills', async ({ core, form, member }, { id: memberId }) => {
    const ticked = (kind: string) =>
      Object.keys(form).flatMap((name) => (name.startsWith(`${kind}:`) ? [name.slice(kind.length + 1)] : []))
    await setSkills(core, {
      memberId,
      categories: ticked('category'),
      languages: ticked('language'),
      by: member.id,
    })
  }),
  action('absence', async ({ core, form, member }, { id: memberId }) => {
    const from = parseParisDateTime(form.from ?? '')
    const until = form.until ? parseParisDateTime(form.until) : null
    if (!from || until === undefined) throw new Problem('invalid-input', 'This is no date.')
    await noteAbsence(core, { memberId, from, until, notedBy: member.id })
  }),
  action('return', async ({ core }, { id }) => void (await endAbsence(core, id))),
]

function action(word: string, act: (visit: MemberVisit, member: Member) => Promise<void>): MemberRoute {
  return {
    method: 'POST',
    url: `/desk/staff/:member/${word}`,
    allow: SUPERVISORS,
    handle: async (visit) => {
      const id = visit.params.member ?? ''
      const member = isUuid<MemberId>(id) ? await findMember(visit.core.db, id) : undefined
      if (!member) throw new Problem('not-found', 'There is no such member.')
      try {
        await act(visit, member)
      } catch (error) {
        if (error instanceof Problem && error.code === 'invalid-input') return staffPage(visit, true)
        throw error
      }
      return redirect('/desk/staff?done=saved')
    },
  }
}

async function staffPage(visit: MemberVisit, refused: boolean): Promise<RouteResponse> {
  const { core, wording, query, now } = visit
  const words = STAFF_WORDS[wording.language]
  const [members, skills, absences] = await Promise.all([
    listMembers(core.db),
    listSkills(core.db),
    listAbsences(core.db, now),
  ])
  const body = html`<div class="queue members">
    <div class="head"><h1>${words.title}</h1></div>
    ${query.done === 'saved' && html`<p class="notice" role="status">${words.saved}</p>`}
    ${refused && html`<p class="warning warning-bad" role="alert">${words.refused}</p>`}
    <p class="lead">${words.lead}</p>
    <ul class="people">${members.map(
      (member) =>
        html`<li>${person(
          visit,
          member,
          skills.get(member.id) ?? { categories: [], languages: [] },
          absences.filter(({ memberId }) => memberId === member.id),
        )}</li>`,
    )}</ul>
  </div>`
  return page(await deskPage(visit, { title: words.title, place: 'staff', body }), refused ? 400 : 200)
}

function person(visit: MemberVisit, member: Member, skills: Skills, absences: readonly Absence[]): Html {
  const { wording, now } = visit
  const words = STAFF_WORDS[wording.language]
  const { categories } = customerWordingIn(wording.language)
  const known = [
    ...skills.categories.map((category) => categories[category].name),
    ...skills.languages.map((language) => wording.languages[language]),
  ]
  const away = absences.some(({ from }) => from <= now)
  return html`<div class="person">
      <p><strong>${member.name}</strong></p>
      <p>${known.length === 0 ? html`<span class="tag">${words.everything}</span>` : known.map((name) => html`<span class="tag">${name}</span> `)}
        ${absences.map((absence) => html`<span class="tag tag-warn">${absenceWords(visit, absence)}</span> `)}</p>
    </div>
    <details><summary aria-label="${words.skills.edit}, ${member.name}">${words.skills.edit}</summary>${skillsForm(visit, member, skills)}</details>
    <details><summary aria-label="${words.away.edit}, ${member.name}">${words.away.edit}</summary>${absenceForm(visit, member)}
      ${away && html`<form method="post" action="/desk/staff/${member.id}/return">${csrfField(visit)}<button>${words.away.back}</button></form>`}</details>`
}

function absenceWords({ wording, now }: MemberVisit, { from, until }: Absence): string {
  const words = STAFF_WORDS[wording.language]
  if (from > now) return words.notYet(dayAndTime(wording.language, from, now))
  return until ? words.awayUntil(dayAndTime(wording.language, until, now)) : words.awayForNow
}

function skillsForm(visit: MemberVisit, member: Member, skills: Skills): Html {
  const { wording } = visit
  const { skills: words } = STAFF_WORDS[wording.language]
  const { categories } = customerWordingIn(wording.language)
  const box = (name: string, label: string, checked: boolean) =>
    html`<label class="box"><input type="checkbox" name="${name}" value="1"${checked && html` checked`}> ${label}</label>`
  return html`<form method="post" action="/desk/staff/${member.id}/skills">${csrfField(visit)}
    <fieldset><legend>${words.categories}</legend>${CATEGORIES.map((category) =>
      box(`category:${category}`, categories[category].name, skills.categories.includes(category)),
    )}</fieldset>
    <fieldset><legend>${words.languages}</legend>${(['fr', 'en'] as const).map((language) =>
      box(`language:${language}`, wording.languages[language], skills.languages.includes(language)),
    )}</fieldset>
    <p class="faint">${words.hint}</p>
    <button class="primary">${words.save}</button></form>`
}

function absenceForm(visit: MemberVisit, member: Member): Html {
  const { away: words } = STAFF_WORDS[visit.wording.language]
  const field = (name: 'from' | 'until', value: string) =>
    html`<p><label for="${name}-${member.id}">${words[name]}</label> <input id="${name}-${member.id}" name="${name}" type="datetime-local" value="${value}"${name === 'from' && html` required`}></p>`
  return html`<form method="post" action="/desk/staff/${member.id}/absence">${csrfField(visit)}
    ${field('from', toParisDateTime(visit.now))} ${field('until', '')}
    <p class="faint">${words.untilHint}</p>
    <button class="primary">${words.save}</button></form>`
}
