import type { ExpressionBuilder } from 'kysely'
import type { Database } from '../../db/schema.ts'
import type { MemberId, TeamId } from '../kernel/id.ts'
import { type Category, isCategory } from '../policy/category.ts'
import type { Language } from '../policy/language.ts'
import type { Level } from '../policy/level.ts'
import { LEVELS } from '../policy/level.ts'
import type { Channel } from './message.ts'

/** What a list is narrowed to; all that is named must hold. */
export interface TicketFilter {
  category?: Category
  teamId?: TeamId
  /** `nobody`: no member has it. */
  assigneeId?: MemberId | 'nobody'
  language?: Language
  door?: Channel
  level?: Level
}

/** How a filter stands in an address: `?category=fraud&team=resolution&assignee=nobody`. */
export type FilterQuery = Partial<
  Record<'category' | 'team' | 'assignee' | 'language' | 'door' | 'level', string>
>

const LANGUAGES: readonly Language[] = ['fr', 'en']
export const CHANNELS: readonly Channel[] = ['mail', 'chat', 'form', 'call', 'api']
const TEAM_ID = /^[a-z0-9-]{1,60}$/
const MEMBER_ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** Reads the filter of an address or a form; what is empty or nothing of ours narrows nothing. */
export function readTicketFilter(query: Readonly<Record<string, string | undefined>>): TicketFilter {
  const { category = '', team = '', assignee = '' } = query
  const language = LANGUAGES.find((one) => one === query.language)
  const door = CHANNELS.find((one) => one === query.door)
  const level = LEVELS.find((one) => one === query.level)
  return {
    ...(isCategory(category) && { category }),
    ...(TEAM_ID.test(team) && { teamId: team as TeamId }),
    ...((assignee === 'nobody' || MEMBER_ID.test(assignee)) && { assigneeId: assignee as MemberId }),
    ...(language && { language }),
    ...(door && { door }),
    ...(level && { level }),
  }
}

/** The same filter as an address or a form has it; `readTicketFilter` reads it back. */
export function filterQuery(filter: TicketFilter): FilterQuery {
  const { category, teamId, assigneeId, language, door, level } = filter
  return {
    ...(category && { category }),
    ...(teamId && { team: teamId }),
    ...(assigneeId && { assignee: assigneeId }),
    ...(language && { language }),
    ...(door && { door }),
    ...(level && { level }),
  }
}

/** True when it narrows anything. */
export function isNarrowing(filter: TicketFilter): boolean {
  return Object.keys(filterQuery(filter)).length > 0
}

/** The condition on `tickets` that a filter stands for. */
export function filteredBy({ category, teamId, assigneeId, language, door, level }: TicketFilter) {
  return (eb: ExpressionBuilder<Database, 'tickets'>) =>
    eb.and([
      ...(category ? [eb('tickets.category', '=', category)] : []),
      ...(teamId ? [eb('tickets.team_id', '=', teamId)] : []),
      ...(assigneeId === 'nobody' ? [eb('tickets.assignee_id', 'is', null)] : []),
      ...(assigneeId && assigneeId !== 'nobody' ? [eb('tickets.assignee_id', '=', assigneeId)] : []),
      ...(language ? [eb('tickets.language', '=', language)] : []),
      ...(door ? [eb('tickets.door', '=', door)] : []),
      ...(level ? [eb('tickets.level', '=', level)] : []),
    ])
}
