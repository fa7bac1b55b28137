import { randomUUID } from 'node:crypto'
import { readTalk } from '../../../core/chat/handoff-desk.ts'
import { relayFromMember } from '../../../core/chat/handoff-relay.ts'
import {
  acceptHandoff,
  closeHandoff,
  returnToBot,
  transferHandoff,
} from '../../../core/chat/handoff-session.ts'
import { noteMemberTyping } from '../../../core/chat/typing.ts'
import { isUuid, type MemberId } from '../../../core/kernel/id.ts'
import { Problem } from '../../../core/kernel/problem.ts'
import { RESOLUTION_OUTCOMES } from '../../../core/policy/resolution-outcome.ts'
import { resolve } from '../../../core/ticket-actions/resolution.ts'
import { type RouteResponse, redirect } from '../../http/response.ts'
import { EVERY_ROLE, type MemberRoute, type MemberVisit } from '../../http/route.ts'
import { LONGEST_FORM_TEXT } from '../../web-settings.ts'
import type { RefusedHandoffForm } from './handoff-forms.ts'
import { handoffIdOf, showHandoff } from './handoff-page.ts'

/** What a member does in a talk; who may is core's to say. */
export const HANDOFF_ACTIONS: readonly MemberRoute[] = [
  {
    method: 'POST',
    url: '/desk/talks/:talk/acceptance',
    allow: EVERY_ROLE,
    handle: acting('acceptance', accept),
  },
  {
    method: 'POST',
    url: '/desk/talks/:talk/lines',
    allow: EVERY_ROLE,
    upload: true,
    handle: acting('line', sendChatMessage),
  },
  {
    method: 'POST',
    url: '/desk/talks/:talk/transfer',
    allow: EVERY_ROLE,
    handle: acting('transfer', transfer),
  },
  { method: 'POST', url: '/desk/talks/:talk/return', allow: EVERY_ROLE, handle: acting('return', giveBack) },
  { method: 'POST', url: '/desk/talks/:talk/end', allow: EVERY_ROLE, handle: acting('end', end) },
  { method: 'POST', url: '/desk/talks/:talk/typing', allow: EVERY_ROLE, handle: type },
]

function acting(
  name: RefusedHandoffForm['form'],
  act: (visit: MemberVisit) => Promise<string>,
): (visit: MemberVisit) => Promise<RouteResponse> {
  return async (visit) => {
    try {
      return redirect(await act(visit))
    } catch (error) {
      if (!(error instanceof Problem) || error.code === 'not-found') throw error
      return showHandoff(visit, { form: name, typed: visit.form })
    }
  }
}

async function accept(visit: MemberVisit): Promise<string> {
  await acceptHandoff(visit.core, { handoffId: handoffIdOf(visit), memberId: visit.member.id })
  return `/desk/talks/${handoffIdOf(visit)}`
}

async function sendChatMessage(visit: MemberVisit): Promise<string> {
  const { core, member, form, files } = visit
  if (files.some(({ tooLarge }) => tooLarge)) throw new Problem('too-large', 'The file is too large.')
  await relayFromMember(core, {
    handoffId: handoffIdOf(visit),
    memberId: member.id,
    token: form.formToken?.slice(0, 64) || randomUUID(),
    text: (form.text ?? '').replace(/\r\n?/g, '\n').slice(0, LONGEST_FORM_TEXT),
    files: files.map(({ name, type, content }) => ({ name, type, content })),
  })
  return `/desk/talks/${handoffIdOf(visit)}`
}

async function transfer(visit: MemberVisit): Promise<string> {
  const { core, member, form } = visit
  const to = form.to && isUuid(form.to) ? (form.to as MemberId) : null
  await transferHandoff(core, {
    handoffId: handoffIdOf(visit),
    memberId: member.id,
    to,
    reason: form.reason ?? '',
  })
  return '/desk/talks'
}

async function giveBack(visit: MemberVisit): Promise<string> {
  const { core, member, form } = visit
  await returnToBot(core, { handoffId: handoffIdOf(visit), memberId: member.id, summary: form.summary ?? '' })
  return '/desk/talks'
}

// With an outcome the matter is resolved by the same act: the customer reads it in the talk, before it ends.
async function end(visit: MemberVisit): Promise<string> {
  const { core, member, form } = visit
  const handoffId = handoffIdOf(visit)
  const { talk } = await readTalk(core.db, { handoffId, memberId: member.id, after: 0 })
  if (talk.memberId !== member.id) throw new Problem('not-allowed', 'This talk is not yours. Take it first.')
  const outcome = RESOLUTION_OUTCOMES.find((one) => one === form.outcome)
  if (outcome) {
    const text = (form.text ?? '').slice(0, LONGEST_FORM_TEXT)
    await resolve(core, { ticketId: talk.ticketId, memberId: member.id, outcome, text })
  }
  await closeHandoff(core, { handoffId, memberId: member.id })
  return '/desk/talks'
}

async function type(visit: MemberVisit): Promise<RouteResponse> {
  const handoffId = handoffIdOf(visit)
  await readTalk(visit.core.db, { handoffId, memberId: visit.member.id, after: 2_147_483_647 })
  await noteMemberTyping(visit.core, { handoffId, memberId: visit.member.id })
  return { kind: 'json', status: 200, body: {} }
}
