import { Problem } from '../../../core/kernel/problem.ts'
import { isCategory } from '../../../core/policy/category.ts'
import {
  archiveMacro,
  changeMacro,
  createMacro,
  findMacro,
  type MacroTexts as Given,
  restoreMacro,
} from '../../../core/ticket-actions/macro.ts'
import { unknownVariables } from '../../../core/ticket-actions/macro-variable.ts'
import { type RouteResponse, redirect } from '../../http/response.ts'
import { type MemberRoute, type MemberVisit, SUPERVISORS } from '../../http/route.ts'
import { MACRO_WORDS } from '../../wording/macro-words.ts'
import { withNotice } from '../notice.ts'
import { macrosPage } from './macros-page.ts'

/** Who answers for the promises also writes what is said in everyone's name. */
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
  const plain = (text: string) => text.replace(/\r\n?/g, '\n')
  return { name, category: isCategory(category) ? category : null, text: { fr: plain(fr), en: plain(en) } }
}
