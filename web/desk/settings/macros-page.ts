import { Problem } from '../../../core/kernel/problem.ts'
import { CATEGORIES, isCategory } from '../../../core/policy/category.ts'
import {
  archiveMacro,
  changeMacro,
  createMacro,
  findMacro,
  type MacroTexts as Given,
  listMacros,
  type Macro,
  type MacroChange,
  macroHistory,
  restoreMacro,
} from '../../../core/ticket-actions/macro.ts'
import {
  MACRO_VARIABLES,
  unknownVariables,
  VARIABLE_NAMES,
} from '../../../core/ticket-actions/macro-variable.ts'
import { wordingIn as customerWordingIn } from '../../../core/wording/wording.ts'
import { type Html, html } from '../../http/html.ts'
import { page, type RouteResponse, redirect } from '../../http/response.ts'
import { EVERY_ROLE, type MemberRoute, type MemberVisit, SUPERVISORS } from '../../http/route.ts'
import { MACRO_WORDS } from '../../wording/macro-words.ts'
import { timeAgo } from '../../wording/time-format.ts'
import { csrfField, deskPage } from '../desk-page.ts'
import { emptyList } from '../empty-list.ts'
import { notice, withNotice } from '../notice.ts'

/** The prepared texts for replies: everyone reads them, supervisors write them. */
export const MACRO_ROUTES: readonly MemberRoute[] = [
  { method: 'GET', url: '/desk/macros', allow: EVERY_ROLE, handle: (visit) => macrosPage(visit) },
]

/** A macro's refused form, and why; `macro` is null for a new one. */
interface RefusedMacro {
  macro: string | null
  why: string
}

/** Returns every macro with its history, and the forms to change them for those who may. */
async function macrosPage(visit: MemberVisit, refused?: RefusedMacro): Promise<RouteResponse> {
  const { core, wording, member } = visit
  const words = MACRO_WORDS[wording.language]
  const macros = await listMacros(core.db)
  const writes = (SUPERVISORS as readonly string[]).includes(member.role)
  const histories = await Promise.all(macros.map(({ id }) => macroHistory(core.db, id)))
  const listed = (archived: boolean) =>
    macros.flatMap((macro, index) =>
      (macro.archivedAt !== null) === archived
        ? [html`<li>${macroItem(visit, macro, histories[index] ?? [], writes, refused)}</li>`]
        : [],
    )
  const [inUse, archived] = [listed(false), listed(true)]
  const body = html`<div class="queue macros">
    <div class="head"><h1>${words.title}</h1></div>
    ${notice(visit)}
    <p class="lead">${words.lead}</p>
    ${inUse.length === 0 ? emptyList(words.none) : html`<ul class="people">${inUse}</ul>`}
    ${writes && html`<section class="invite"><h2>${words.add}</h2>${macroForm(visit, null, refused)}</section>`}
    ${archived.length > 0 && html`<details class="invite"><summary>${words.archivedTitle} (${archived.length})</summary><ul class="people">${archived}</ul></details>`}
  </div>`
  return page(await deskPage(visit, { title: words.title, place: 'macros', body }), refused ? 400 : 200)
}

function macroItem(
  visit: MemberVisit,
  macro: Macro,
  history: readonly MacroChange[],
  writes: boolean,
  refused: RefusedMacro | undefined,
): Html {
  const words = MACRO_WORDS[visit.wording.language]
  const path = `/desk/macros/${macro.id}`
  const retired = macro.archivedAt !== null
  return html`<p><strong>${macro.name}</strong> <span class="tag">${categoryName(visit, macro.category)}</span></p>
    <div class="macro-text" lang="fr">${macro.text.fr}</div>
    <details><summary>${words.english}</summary><div class="macro-text" lang="en">${macro.text.en}</div></details>
    ${writes && !retired && html`<details${refused?.macro === macro.id && html` open`}><summary>${words.change}</summary>${macroForm(visit, macro, refused)}</details>`}
    <details><summary>${words.history} (${history.length})</summary><ol class="macro-history">${history.map((change) => html`<li>${macroChangeItem(visit, change)}</li>`)}</ol></details>
    ${writes && html`<form method="post" action="${path}/${retired ? 'restoring' : 'archiving'}">${csrfField(visit)}<button aria-label="${retired ? words.restore : words.archive} : ${macro.name}">${retired ? words.restore : words.archive}</button></form>`}`
}

function macroChangeItem(visit: MemberVisit, change: MacroChange): Html {
  const { wording, now } = visit
  const words = MACRO_WORDS[wording.language]
  return html`<p>${words.changes[change.kind]} · ${change.memberName ?? words.byProgram} · ${timeAgo(wording.language, change.at, now)}</p>
    <p>${change.name} <span class="tag">${categoryName(visit, change.category)}</span></p>
    <div class="macro-text faint" lang="fr">${change.text.fr}</div><div class="macro-text faint" lang="en">${change.text.en}</div>`
}

function macroForm(visit: MemberVisit, macro: Macro | null, refused: RefusedMacro | undefined): Html {
  const words = MACRO_WORDS[visit.wording.language]
  const id = macro?.id ?? 'new'
  const wrong = refused !== undefined && refused.macro === (macro?.id ?? null)
  const typed = wrong ? visit.form : {}
  return html`<form method="post" action="/desk/macros${macro && `/${macro.id}`}" data-once>
    ${csrfField(visit)}
    ${wrong && html`<p class="warning warning-bad" role="alert">${refused.why}</p>`}
    <p><label for="name-${id}">${words.name}</label> <input id="name-${id}" name="name" maxlength="80" required autocomplete="off" value="${typed.name ?? macro?.name}"></p>
    <p><label for="category-${id}">${words.category}</label> ${categoryChoice(visit, id, typed.category ?? macro?.category ?? '')}</p>
    ${(['fr', 'en'] as const).map(
      (
        language,
      ) => html`<p><label for="${language}-${id}">${language === 'fr' ? words.french : words.english}</label>
      <textarea id="${language}-${id}" name="${language}" rows="6" maxlength="10000" required lang="${language}" aria-describedby="variables-${id}">${typed[language] ?? macro?.text[language]}</textarea></p>`,
    )}
    <p class="faint" id="variables-${id}">${words.variables} : ${MACRO_VARIABLES.map((variable) => html`<code>{${VARIABLE_NAMES.fr[variable]}}</code> <code>{${VARIABLE_NAMES.en[variable]}}</code> `)}</p>
    <button class="primary">${words.save}</button>
  </form>`
}

function categoryChoice(visit: MemberVisit, id: string, chosen: string): Html {
  const choices = [null, ...CATEGORIES]
  return html`<select id="category-${id}" name="category">${choices.map(
    (category) =>
      html`<option value="${category}"${(category ?? '') === chosen && html` selected`}>${categoryName(visit, category)}</option>`,
  )}</select>`
}

function categoryName({ wording }: MemberVisit, category: Macro['category']): string {
  if (category === null) return MACRO_WORDS[wording.language].all
  return customerWordingIn(wording.language).categories[category].name
}

/** Those accountable for the promises also write the texts that everyone sends. */
export const MACRO_ACTIONS: readonly MemberRoute[] = [
  { method: 'POST', url: '/desk/macros', allow: SUPERVISORS, handle: add },
  { method: 'POST', url: '/desk/macros/:macro', allow: SUPERVISORS, handle: change },
  { method: 'POST', url: '/desk/macros/:macro/archiving', allow: SUPERVISORS, handle: archive },
  { method: 'POST', url: '/desk/macros/:macro/restoring', allow: SUPERVISORS, handle: restore },
]

async function add(visit: MemberVisit): Promise<RouteResponse> {
  const { core, member } = visit
  return savedOrRefused(visit, null, () => createMacro(core, { ...givenMacro(visit), memberId: member.id }))
}

async function change(visit: MemberVisit): Promise<RouteResponse> {
  const { core, member, params } = visit
  const { id: macroId } = await findMacro(core.db, params.macro ?? '')
  return savedOrRefused(visit, macroId, () =>
    changeMacro(core, { ...givenMacro(visit), macroId, memberId: member.id }),
  )
}

async function archive({ core, member, params }: MemberVisit): Promise<RouteResponse> {
  const { id: macroId } = await findMacro(core.db, params.macro ?? '')
  await archiveMacro(core, { macroId, memberId: member.id })
  return redirect(withNotice('/desk/macros', 'macro-saved'))
}

async function restore(visit: MemberVisit): Promise<RouteResponse> {
  const { core, member, params } = visit
  const { id: macroId } = await findMacro(core.db, params.macro ?? '')
  return savedOrRefused(visit, macroId, () => restoreMacro(core, { macroId, memberId: member.id }))
}

async function savedOrRefused(
  visit: MemberVisit,
  macro: string | null,
  save: () => Promise<unknown>,
): Promise<RouteResponse> {
  try {
    await save()
    return redirect(withNotice('/desk/macros', 'macro-saved'))
  } catch (error) {
    if (!(error instanceof Problem) || error.code === 'not-found') throw error
    return macrosPage(visit, { macro, why: whyRefused(visit, error) })
  }
}

function whyRefused(visit: MemberVisit, { code }: Problem): string {
  const words = MACRO_WORDS[visit.wording.language]
  const { text } = givenMacro(visit)
  const unknown = [...unknownVariables(text.fr), ...unknownVariables(text.en)]
  if (code === 'already-done') return words.taken
  return unknown.length > 0 ? words.unknown(unknown.join(', ')) : words.incomplete
}

function givenMacro({ form }: MemberVisit): Given {
  const { name = '', category = '', fr = '', en = '' } = form
  const withLineFeeds = (text: string) => text.replace(/\r\n?/g, '\n')
  return {
    name,
    category: isCategory(category) ? category : null,
    text: { fr: withLineFeeds(fr), en: withLineFeeds(en) },
  }
}
