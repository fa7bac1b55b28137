import {
  changeDetails,
  changePassword,
  renewRecoveryCodes,
  type Self,
  switchOffSecondFactor,
} from '../../../core/auth/account-settings.ts'
import { endSession, revokeSessionsOf } from '../../../core/auth/session.ts'
import { recordSignIn } from '../../../core/auth/sign-in-log.ts'
import { SHORTEST_PASSWORD } from '../../../core/kernel/password.ts'
import { Problem, type ProblemCode } from '../../../core/kernel/problem.ts'
import { type RouteResponse, redirect } from '../../http/response.ts'
import { EVERY_ROLE, type MemberRoute, type MemberVisit } from '../../http/route.ts'
import { ACCOUNT_WORDS, type AccountDone, type AccountWords } from '../../wording/account-words.ts'
import { accountSettingsPage } from './account-settings-page.ts'
import { codesPage } from './second-factor-page.ts'

/** What a member does about their own access. */
export const ACCOUNT_ACTIONS: readonly MemberRoute[] = [
  action('details', (visit) => saveDetails(visit), { 'invalid-input': (words) => words.refused.name }),
  action('password', (visit) => savePassword(visit), {
    'not-allowed': (words) => words.refused.password,
    'invalid-input': (words) => words.refused.tooShort(SHORTEST_PASSWORD),
  }),
  action('second-factor/off', (visit) => switchOff(visit), {
    'not-allowed': (words) => words.refused.proof,
    'invalid-input': (words) => words.refused.needed,
  }),
  action('recovery-codes', (visit) => renew(visit), { 'not-allowed': (words) => words.refused.proof }),
  action('sessions/others', (visit) => endOthers(visit), {}),
  action('sessions/:session/end', (visit) => endOne(visit), {
    'already-done': (words) => words.refused.ended,
  }),
]

/** Who makes this request, as core wants it for what touches their own access. */
export function ownSession({ member, sessionId, from }: MemberVisit): Self {
  return { member, sessionId, from }
}

type Refusals = Partial<Record<ProblemCode, (words: AccountWords) => string>>

function action(
  word: string,
  handle: (visit: MemberVisit) => Promise<RouteResponse>,
  refusals: Refusals,
): MemberRoute {
  const said: Refusals = { 'too-many-requests': (words) => words.refused.locked, ...refusals }
  return {
    method: 'POST',
    url: `/desk/account/${word}`,
    allow: EVERY_ROLE,
    handle: async (visit) => {
      try {
        return await handle(visit)
      } catch (error) {
        const why = error instanceof Problem ? said[error.code] : undefined
        if (!why) throw error
        return accountSettingsPage(visit, why(ACCOUNT_WORDS[visit.wording.language]))
      }
    },
  }
}

async function saveDetails({ core, form, member }: MemberVisit): Promise<RouteResponse> {
  const language = form.language === 'en' ? 'en' : 'fr'
  await changeDetails(core, { memberId: member.id, name: form.name ?? '', language })
  return done('details')
}

async function savePassword(visit: MemberVisit): Promise<RouteResponse> {
  const { core, form } = visit
  await changePassword(core, ownSession(visit), { present: form.present ?? '', wanted: form.wanted ?? '' })
  return done('password')
}

async function switchOff(visit: MemberVisit): Promise<RouteResponse> {
  const { core, form } = visit
  await switchOffSecondFactor(core, ownSession(visit), {
    password: form.password ?? '',
    code: form.code ?? '',
  })
  return done('second-factor-off')
}

async function renew(visit: MemberVisit): Promise<RouteResponse> {
  const { core, form } = visit
  const shown = { password: form.password ?? '', code: form.code ?? '' }
  return codesPage(visit, await renewRecoveryCodes(core, ownSession(visit), shown))
}

async function endOthers({ core, member, sessionId, from }: MemberVisit): Promise<RouteResponse> {
  await revokeSessionsOf(core, member.id, { keep: sessionId })
  await recordSignIn(core.db, core, { memberId: member.id, kind: 'sessions-ended', from })
  return done('others-ended')
}

async function endOne({ core, member, params, from }: MemberVisit): Promise<RouteResponse> {
  await endSession(core, { memberId: member.id, sessionId: params.session ?? '', from })
  return done('session-ended')
}

function done(what: AccountDone): RouteResponse {
  return redirect(`/desk/account?done=${what}`)
}
