import type { NotNull } from 'kysely'
import type { Queryable } from '../kernel/core.ts'
import type { MemberId, TeamId } from '../kernel/id.ts'
import { listClearances } from '../member/clearance.ts'
import { listMembers } from '../member/member.ts'
import { listSkills, type Skills } from '../member/staff.ts'
import { listMemberships } from '../member/team.ts'
import { type Category, firstTeam, isSensitive, type SensitiveLane } from '../policy/category.ts'
import type { Language } from '../policy/language.ts'
import type { Level } from '../policy/level.ts'
import type { Role } from '../policy/role.ts'

/** A member as a candidate for a ticket. */
export interface Colleague {
  id: MemberId
  role: Role
  teams: readonly TeamId[]
  clearances: readonly SensitiveLane[]
  skills: Skills
  present: boolean
  /** The number of open tickets assigned to them; grows while a sweep assigns more. */
  open: number
}

export type Staff = ReadonlyMap<MemberId, Colleague>

/** What the choice of an assignee depends on. */
interface TicketToAssign {
  category: Category
  language: Language
}

/** Returns the team of a level above the first: there is one of each (policy §4). */
export function teamOfLevel(level: Exclude<Level, 'customer-service'>): TeamId {
  return level
}

/**
 * Returns the teams that investigate a ticket at a level: the level's own, and for a sensitive lane the
 * lane's team too.
 */
export function investigatingTeams(ticket: TicketToAssign, level: Level): TeamId[] {
  if (level === 'customer-experience') return [teamOfLevel('customer-experience')]
  const own = teamOfLevel('resolution')
  return isSensitive(ticket.category) ? [own, firstTeam(ticket.category)] : [own]
}

/**
 * Returns the present, cleared and skilled member of the teams with the fewest open tickets.
 * Returns undefined when there is none: a shortage of staff opens no lane and overrides no language.
 */
export function chooseAssignee(
  ticket: TicketToAssign,
  teams: readonly TeamId[],
  staff: Staff,
): Colleague | undefined {
  return [...staff.values()]
    .filter((colleague) => canTake(ticket, teams, colleague))
    .sort((a, b) => a.open - b.open || (a.id < b.id ? -1 : 1))[0]
}

/** Returns whether this colleague can take the ticket now. */
export function canTake(ticket: TicketToAssign, teams: readonly TeamId[], colleague: Colleague): boolean {
  return (
    colleague.present &&
    colleague.teams.some((team) => teams.includes(team)) &&
    mayRead(ticket, colleague) &&
    fits(colleague.skills.categories, ticket.category) &&
    fits(colleague.skills.languages, ticket.language)
  )
}

/**
 * Returns the supervisors to notify when nobody can take a ticket or a promise is late.
 * They are the team's, else any, and cleared for the ticket's lane.
 */
export function supervisorsFor(ticket: TicketToAssign, team: TeamId, staff: Staff): Colleague[] {
  const supervisors = [...staff.values()].filter(
    (colleague) => colleague.role === 'supervisor' && colleague.present && mayRead(ticket, colleague),
  )
  const own = supervisors.filter(({ teams }) => teams.includes(team))
  return own.length > 0 ? own : supervisors
}

/** Returns whether a colleague may read the ticket's lane. */
export function mayRead({ category }: Pick<TicketToAssign, 'category'>, colleague: Colleague): boolean {
  return !isSensitive(category) || colleague.clearances.includes(category)
}

/** Returns every active member with what the choice of an assignee needs. Runs a fixed number of queries. */
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
  return rows.map((row) => row.member_id)
}

async function openTickets(db: Queryable): Promise<Map<MemberId, number>> {
  const rows = await db
    .selectFrom('tickets')
    .select(['assignee_id', (eb) => eb.fn.countAll<string>().as('count')])
    .where('resolved_at', 'is', null)
    .where('assignee_id', 'is not', null)
    .groupBy('assignee_id')
    .$narrowType<{ assignee_id: NotNull }>()
    .execute()
  return new Map(rows.map((row) => [row.assignee_id, Number(row.count)]))
}
