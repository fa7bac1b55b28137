import { sql } from 'kysely'
import type { Queryable } from '../kernel/core.ts'
import type { MemberId, TeamId } from '../kernel/id.ts'
import { clearancesOf, readableBy } from '../member/clearance.ts'
import { type Category, SENSITIVE_LANES } from '../policy/category.ts'
import { SCORES, type Score } from '../policy/satisfaction-score.ts'
import type { Channel } from '../ticket/message.ts'

/** The ratings of a group of questions. */
export interface SatisfactionLine {
  asked: number
  rated: number
  /** Mean of the scores, from 1 to 5; null when nobody answered. */
  mean: number | null
  /** Share of ratings of 4 and 5, from 0 to 1; null when nobody answered. */
  satisfied: number | null
  counts: Record<Score, number>
}

interface SatisfactionFigures {
  whole: SatisfactionLine
  /** Most asked first. Team, category and channel are those of the time of asking. */
  teams: ({ team: TeamId } & SatisfactionLine)[]
  categories: ({ category: Category } & SatisfactionLine)[]
  channels: ({ channel: Channel } & SatisfactionLine)[]
}

/**
 * Returns the satisfaction of customers asked from `from` on and before `to`, in the lanes this member may
 * read.
 * A ticket is left out when its category now, or the one it was resolved in, is a lane closed to the member.
 */
export async function satisfactionFigures(
  db: Queryable,
  { from, to, memberId }: { from: Date; to: Date; memberId: MemberId },
): Promise<SatisfactionFigures> {
  const cleared = await clearancesOf(db, memberId)
  const closed = SENSITIVE_LANES.filter((lane) => !cleared.includes(lane))
  const counted = db
    .selectFrom('satisfaction_requests as request')
    .innerJoin('tickets', 'tickets.id', 'request.ticket_id')
    .leftJoin('satisfaction_answers as answer', 'answer.request_id', 'request.id')
    .select(['request.team_id', 'request.category', 'request.door', 'answer.score'])
    .select(sql<number>`count(*)::integer`.as('count'))
    .where('request.asked_at', '>=', from)
    .where('request.asked_at', '<', to)
    .where(readableBy(memberId))
    .groupBy(['request.team_id', 'request.category', 'request.door', 'answer.score'])
  const rows = await (closed.length > 0
    ? counted.where('request.category', 'not in', closed)
    : counted
  ).execute()
  return {
    whole: figuresOf(rows),
    teams: grouped(rows, 'team_id').map(([team, figures]) => ({ team, ...figures })),
    categories: grouped(rows, 'category').map(([category, figures]) => ({ category, ...figures })),
    channels: grouped(rows, 'door').map(([channel, figures]) => ({ channel, ...figures })),
  }
}

interface Counted {
  team_id: TeamId
  category: Category
  door: Channel
  score: Score | null
  count: number
}

function grouped<By extends 'team_id' | 'category' | 'door'>(
  rows: readonly Counted[],
  by: By,
): [Counted[By], SatisfactionLine][] {
  const names = [...new Set(rows.map((row) => row[by]))]
  const figuresByName = names.map((name): [Counted[By], SatisfactionLine] => [
    name,
    figuresOf(rows.filter((row) => row[by] === name)),
  ])
  return figuresByName.sort(([a, { asked: most }], [b, { asked: other }]) => other - most || (a < b ? -1 : 1))
}

function figuresOf(rows: readonly Counted[]): SatisfactionLine {
  const total = (of: readonly Counted[]) => of.reduce((sum, { count }) => sum + count, 0)
  const counts = Object.fromEntries(
    SCORES.map((score) => [score, total(rows.filter((row) => row.score === score))]),
  ) as Record<Score, number>
  const rated = total(rows.filter((row) => row.score !== null))
  const points = SCORES.reduce((sum, score) => sum + score * counts[score], 0)
  return {
    asked: total(rows),
    rated,
    mean: rated === 0 ? null : points / rated,
    satisfied: rated === 0 ? null : (counts[4] + counts[5]) / rated,
    counts,
  }
}
