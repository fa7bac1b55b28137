import type { Queryable } from '../kernel/core.ts'
import type { MemberId } from '../kernel/id.ts'
import { listClearances } from '../member/clearance.ts'
import { listMembers } from '../member/member.ts'
import { listSkills, type Skills } from '../member/staff.ts'
import { listMemberships } from '../member/team.ts'
import { type Category, firstTeam, isSensitive, type SensitiveLane } from '../policy/category.ts'
import type { Language } from '../policy/language.ts'
import type { Level } from '../policy/level.ts'
import type { Role } from '../policy/role.ts'

/** Someone who works here, as a choice sees them. */
export interface Colleague {
  id: MemberId
  role: Role
  teams: readonly string[]
  clearances: readonly SensitiveLane[]
  skills: Skills
  present: boolean
  /** Open tickets that are theirs; grows as a sweep gives them more. */
  open: number
}

export type Staff = ReadonlyMap<MemberId, Colleague>

/** What there is to know of a ticket to find someone for it. */
interface TicketToAssign {
  category: Category
  language: Language
}

/** The team of a level above the first: there is one of each (policy §4). */
export function teamOfLevel(level: Exclude<Level, 'customer-service'>): string {
  return level
}

/** Teams whose members investigate a matter at a level: the level's own, and in a sensitive lane the lane's own too. */
export function investigatingTeams(matter: TicketToAssign, level: Level): string[] {
  if (level === 'customer-experience') return [teamOfLevel('customer-experience')]
  const own = teamOfLevel('resolution')
  return isSensitive(matter.category) ? [own, firstTeam(matter.category)] : [own]
}

/**
 * Who takes a matter: of those in the teams, present, cleared for its lane and with the skill for it, the one with the
 * fewest open tickets. Undefined when there is none: a lane is never opened, nor a customer written to in a language
 * nobody speaks, to have somebody.
 */
export function chooseAssignee(
  matter: TicketToAssign,
  teams: readonly string[],
  staff: Staff,
): Colleague | undefined {
  return [...staff.values()]
    .filter((colleague) => canTake(matter, teams, colleague))
    .sort((a, b) => a.open - b.open || (a.id < b.id ? -1 : 1))[0]
}

/** Whether this colleague could be given the matter now. */
export function canTake(matter: TicketToAssign, teams: readonly string[], colleague: Colleague): boolean {
  return (
    colleague.present &&
    colleague.teams.some((team) => teams.includes(team)) &&
    mayRead(matter, colleague) &&
    fits(colleague.skills.categories, matter.category) &&
    fits(colleague.skills.languages, matter.language)
  )
}

/** Supervisors who are told when nobody can take a matter or a promise is late: the team's, else any. Cleared only. */
export function supervisorsFor(matter: TicketToAssign, team: string, staff: Staff): Colleague[] {
  const supervisors = [...staff.values()].filter(
    (colleague) => colleague.role === 'supervisor' && colleague.present && mayRead(matter, colleague),
  )
  const own = supervisors.filter(({ teams }) => teams.includes(team))
  return own.length > 0 ? own : supervisors
}

/** Whether a colleague may read a matter's lane. */
export function mayRead({ category }: Pick<TicketToAssign, 'category'>, colleague: Colleague): boolean {
  return !isSensitive(category) || colleague.clearances.includes(category)
}

/** Everyone who works here now, with what a choice needs to know. A fixed number of queries. */
export async function loadStaff(db: Queryable, now: Date): Promise<Staff> {
  const members = await listMembers(db)
  const memberships = await listMemberships(db)
  const clearances = await listClearances(db)
  const skills = await listSkills(db)
  const absent = new Set(await absentMembers(db, now))
  const open = await openTickets(db)
  return new Map(
    members.map(({ id, role }) => [
      id,
      {
        id,
        role,
        teams: memberships.filter(({ memberId }) => memberId === id).map(({ teamId }) => teamId),
        clearances: clearances.filter(({ memberId }) => memberId === id).map(({ lane }) => lane),
        skills: skills.get(id) ?? { categories: [], languages: [] },
        present: !absent.has(id),
        open: open.get(id) ?? 0,
      },
    ]),
  )
}

function fits<Value extends string>(able: readonly Value[], asked: Value): boolean {
  return able.length === 0 || able.includes(asked)
}

async function absentMembers(db: Queryable, now: Date): Promise<MemberId[]> {
  const rows = await db
    .selectFrom('absences')
    .select('member_id')
    .distinct()
    .where('from_at', '<=', now)
    .where((eb) => eb.or([eb('until_at', 'is', null), eb('until_at', '>', now)]))
    .execute()
  return rows.map((row) => row.member_id as MemberId)
}

async function openTickets(db: Queryable): Promise<Map<MemberId, number>> {
  const rows = await db
    .selectFrom('tickets')
    .select(['assignee_id', (eb) => eb.fn.countAll<string>().as('count')])
    .where('resolved_at', 'is', null)
    .where('assignee_id', 'is not', null)
    .groupBy('assignee_id')
    .execute()
  return new Map(rows.map((row) => [row.assignee_id as MemberId, Number(row.count)]))
}
