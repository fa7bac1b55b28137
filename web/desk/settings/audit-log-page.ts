import { HOUR } from '../../../core/kernel/duration.ts'
import { AUDIT_KINDS, type AuditEntry, listAuditLog } from '../../../core/member/audit-log.ts'
import { isLane } from '../../../core/member/clearance.ts'
import { listTeams, type Team } from '../../../core/member/team.ts'
import { isCategory } from '../../../core/policy/category.ts'
import { PROMISE_KINDS, type PromiseKind } from '../../../core/policy/policy-times.ts'
import { isRole } from '../../../core/policy/role.ts'
import { dayAndTime } from '../../../core/wording/dates.ts'
import { wordingIn as customerWordingIn } from '../../../core/wording/wording.ts'
import { html } from '../../http/html.ts'
import { page, type RouteResponse } from '../../http/response.ts'
import { type MemberRoute, type MemberVisit, SUPERVISORS } from '../../http/route.ts'
import { ADMINISTRATION_WORDS } from '../../wording/administration-words.ts'
import type { PageWording } from '../../wording/fr.ts'
import { deskPage } from '../desk-page.ts'

/** Who changed what in the desk's settings. */
export const AUDIT_LOG_ROUTES: readonly MemberRoute[] = [
  { method: 'GET', url: '/desk/history', allow: SUPERVISORS, handle: auditLogPage },
]

async function auditLogPage(visit: MemberVisit): Promise<RouteResponse> {
  const { core, wording, query, now } = visit
  const { history: words } = ADMINISTRATION_WORDS[wording.language]
  const kind = AUDIT_KINDS.find((name) => name === query.kind)
  const [changes, teams] = await Promise.all([
    listAuditLog(core.db, kind ? { kind } : {}),
    listTeams(core.db),
  ])
  const { columns } = words
  const body = html`<div class="queue members">
    <div class="head"><h1>${words.title}</h1></div>
    <p class="lead">${words.lead}</p>
    <form method="get" action="/desk/history" class="settings-row"><label for="kind">${words.kind}</label>
      <select id="kind" name="kind"><option value="">${words.all}</option>${AUDIT_KINDS.map(
        (name) =>
          html`<option value="${name}"${name === kind && html` selected`}>${words.kinds[name]}</option>`,
      )}</select> <button>${words.show}</button></form>
    ${changes.length === 0 && html`<p>${words.none}</p>`}
    ${
      changes.length > 0 &&
      html`<div class="settings-table" tabindex="0" role="region" aria-label="${words.title}"><table class="figures">
      <thead><tr><th>${columns.at}</th><th>${columns.who}</th><th>${columns.what}</th><th>${columns.about}</th><th>${columns.detail}</th></tr></thead>
      <tbody>${changes.map(
        (change) =>
          html`<tr><td>${dayAndTime(wording.language, change.at, now)}</td><td>${change.byName}</td><td>${words.kinds[change.kind]}</td><td>${subjectWords(visit, change)}</td><td>${detailWords(visit, change, teams) || words.noDetail}${change.reason !== null && html`<br><span class="faint">${change.reason}</span>`}</td></tr>`,
      )}</tbody></table></div>`
    }
  </div>`
  return page(await deskPage(visit, { title: words.title, place: 'history', body }))
}

function subjectWords({ wording }: MemberVisit, { kind, subject }: AuditEntry): string {
  return kind === 'policy-times-set'
    ? subject
        .split(', ')
        .map((name) => (isPromiseKind(name) ? wording.promises[name] : name))
        .join(', ')
    : subject
}

function detailWords({ wording }: MemberVisit, { kind, detail }: AuditEntry, teams: readonly Team[]): string {
  const hours = new Intl.NumberFormat(wording.language, { maximumFractionDigits: 2, useGrouping: false })
  return Object.entries(detail)
    .map(([name, value]) => {
      const nameOf = (code: unknown) => codeWords(wording, teams, name, String(code))
      if (!Array.isArray(value)) return nameOf(value)
      // A change has an old and a new value; a list holds the chosen values.
      if (kind !== 'policy-times-set' || !isPromiseKind(name))
        return value.map(nameOf).join(CHANGED_FROM_TO.includes(kind) ? ' → ' : ', ')
      const times = value.map((milliseconds) => `${hours.format(Number(milliseconds) / HOUR)}\u00a0h`)
      return `${wording.promises[name]} ${times.join(' → ')}`
    })
    .join(', ')
}

const CHANGED_FROM_TO: readonly AuditEntry['kind'][] = ['address-routed', 'team-renamed']

// Roles, lanes, teams and categories by their names; values without a name (scopes, addresses, events) as stored.
function codeWords(wording: PageWording, teams: readonly Team[], name: string, code: string): string {
  const { categories } = customerWordingIn(wording.language)
  if (isRole(code)) return wording.roles[code]
  if (name === 'team') return teams.find(({ id }) => id === code)?.name[wording.language] ?? code
  if ((name === 'lane' || name === 'lanes') && isLane(code)) return wording.lanes[code]
  return isCategory(code) ? categories[code].name : code
}

function isPromiseKind(name: string): name is PromiseKind {
  return PROMISE_KINDS.some((kind) => kind === name)
}
