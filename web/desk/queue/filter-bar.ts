import { listMembers } from '../../../core/member/member.ts'
import { listTeams } from '../../../core/member/team.ts'
import { CATEGORIES } from '../../../core/policy/category.ts'
import { LEVELS } from '../../../core/policy/level.ts'
import { CHANNELS } from '../../../core/ticket/message.ts'
import { type FilterQuery, filterQuery } from '../../../core/ticket/queue.ts'
import { listSavedFilters } from '../../../core/ticket/saved-filter.ts'
import { wordingIn as customerWordingIn } from '../../../core/wording/wording.ts'
import { type Html, html } from '../../http/html.ts'
import type { MemberVisit } from '../../http/route.ts'
import { LIST_WORDS } from '../../wording/list-words.ts'
import { csrfField } from '../desk-page.ts'
import { type ListAddress, listHref, listQuery } from './list-address.ts'

interface Criterion {
  name: keyof FilterQuery
  label: string
  choices: readonly { value: string; label: string }[]
}

/**
 * Returns the conditions of a filtered queue, each with a link that removes it, and the form that adds more. Works
 * without JavaScript. A filtered list can be saved under a name.
 */
export async function filterBar(visit: MemberVisit, address: ListAddress, why?: string): Promise<Html> {
  const { filter: words } = LIST_WORDS[visit.wording.language]
  const criteria = await criteriaFor(visit)
  const chosen = filterQuery(address.filter)
  const active = criteria.filter(({ name }) => chosen[name] !== undefined)
  return html`<div class="filters">
    ${active.length > 0 && chips(visit, address, active)}
    <details class="filter"><summary>${words.heading}</summary>
      <form method="get" action="/desk" class="filter-form">
        <input type="hidden" name="queue" value="${address.queue}">
        ${criteria.map((one) => choice(words.any, one, chosen[one.name]))}
        <button class="primary">${words.apply}</button>
      </form>
    </details>
    ${active.length > 0 && (await saveFilterForm(visit, address, why))}
  </div>`
}

function chips(visit: MemberVisit, address: ListAddress, active: readonly Criterion[]): Html {
  const { filter: words } = LIST_WORDS[visit.wording.language]
  const chosen = filterQuery(address.filter)
  const without = (name: keyof FilterQuery) => {
    const { [name]: _, ...others } = chosen
    return `/desk?${listQuery({ queue: address.queue })}&${new URLSearchParams(others)}`
  }
  return html`<ul class="chips">${active.map(({ name, label, choices }) => {
    const value = choices.find((one) => one.value === chosen[name])?.label ?? chosen[name]
    return html`<li><a class="chip" href="${without(name)}" title="${words.without(label)}"><span class="hidden">${words.without(label)}: </span>${value} <span aria-hidden="true">×</span></a></li>`
  })}
  <li><a class="chip-all" href="${listHref({ queue: address.queue })}">${words.clear}</a></li></ul>`
}

async function saveFilterForm(visit: MemberVisit, address: ListAddress, why?: string): Promise<Html> {
  const { filter: words } = LIST_WORDS[visit.wording.language]
  const savedFilters = await listSavedFilters(visit.core.db, visit.member.id)
  const saved = savedFilters.find(({ id }) => id === address.saved)
  if (saved) {
    return html`<form method="post" action="/desk/filters/${saved.id}/deletion" class="filter-kept">${csrfField(visit)}<button class="quiet">${words.delete(saved.name)}</button></form>`
  }
  return html`<details class="filter"${why !== undefined && html` open`}><summary>${words.save}</summary>
    <form method="post" action="/desk/filters" class="filter-form">
      ${csrfField(visit)}<input type="hidden" name="list" value="${listQuery(address)}">
      ${why !== undefined && html`<p class="warning warning-bad" role="alert">${why}</p>`}
      <p><label for="filter-name">${words.name}</label>
      <input id="filter-name" name="name" maxlength="60" required autocomplete="off" placeholder="${words.saveHint}" value="${visit.form.name}"></p>
      <button class="primary">${words.save}</button>
    </form></details>`
}

function choice(any: string, { name, label, choices }: Criterion, chosen: string | undefined): Html {
  return html`<p><label for="filter-${name}">${label}</label>
    <select id="filter-${name}" name="${name}"><option value="">${any}</option>${choices.map(
      ({ value, label }) =>
        html`<option value="${value}"${value === chosen && html` selected`}>${label}</option>`,
    )}</select></p>`
}

async function criteriaFor({ core, wording }: MemberVisit): Promise<Criterion[]> {
  const { filter: words } = LIST_WORDS[wording.language]
  const { categories } = customerWordingIn(wording.language)
  const [teams, members] = await Promise.all([listTeams(core.db), listMembers(core.db)])
  const named = <Value extends string>(values: readonly Value[], label: (value: Value) => string) =>
    values.map((value) => ({ value, label: label(value) }))
  return [
    { name: 'category', label: words.category, choices: named(CATEGORIES, (one) => categories[one].name) },
    {
      name: 'team',
      label: words.team,
      choices: teams.map(({ id, name }) => ({ value: id, label: name[wording.language] })),
    },
    {
      name: 'assignee',
      label: words.assignee,
      choices: [
        { value: 'nobody', label: words.nobody },
        ...members.map(({ id, name }) => ({ value: id, label: name })),
      ],
    },
    {
      name: 'language',
      label: words.language,
      choices: named(['fr', 'en'] as const, (one) => wording.languages[one]),
    },
    { name: 'door', label: words.channel, choices: named(CHANNELS, (one) => wording.channels[one]) },
    { name: 'level', label: words.level, choices: named(LEVELS, (one) => words.levels[one]) },
  ]
}
