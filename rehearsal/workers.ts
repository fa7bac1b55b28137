import type { Core } from '../core/kernel/core.ts'
import { DAY } from '../core/kernel/duration.ts'
import type { MemberId, TeamId } from '../core/kernel/id.ts'
import { grantClearance } from '../core/member/clearance.ts'
import { createMember } from '../core/member/member.ts'
import { noteAbsence } from '../core/member/staff.ts'
import { joinTeam } from '../core/member/team.ts'
import {
  CATEGORIES,
  type Category,
  firstTeam,
  isSensitive,
  SENSITIVE_LANES,
} from '../core/policy/category.ts'
import type { Level } from '../core/policy/level.ts'
import type { Role } from '../core/policy/role.ts'
import { type Draws, drawsFor } from './random-draws.ts'
import { drawRota, type Shift, timesAway } from './rota.ts'

/** A simulated member. */
export interface Worker {
  readonly id: MemberId
  readonly level: Level
  readonly teams: readonly string[]
  readonly cleared: boolean
  /** How much longer than others they take: 1 is usual. */
  readonly pace: number
  readonly draws: Draws
  /** When they work, in order; days of illness are left out. */
  readonly shifts: readonly Shift[]
  freeAt: number
}

/** How many people work at each level; the parameter of the rehearsal. */
export type Staffing = Readonly<Record<Level, number>>

/** Returns the staff that goes with a number of agents in customer service. */
export function staffingFor(agents: number): Staffing {
  return {
    'customer-service': agents,
    // The investigation begins 24 h after the first contact, at night too: three shifts.
    resolution: Math.max(4, Math.round(agents * 0.8)),
    'customer-experience': Math.max(2, Math.round(agents * 0.45)),
  }
}

/** Returns roughly how many agents in customer service keep up with the traffic. */
export function usualAgents(ticketsPerDay: number): number {
  return Math.max(3, Math.ceil(ticketsPerDay / 14))
}

const TEAMS: Readonly<Record<Level, readonly TeamId[]>> = {
  'customer-service': firstTeams(CATEGORIES.filter((category) => !isSensitive(category))),
  resolution: ['resolution'],
  'customer-experience': ['customer-experience'],
}
const ROLES: Readonly<Record<Level, Role>> = {
  'customer-service': 'agent',
  resolution: 'investigator',
  'customer-experience': 'agent',
}

function firstTeams(categories: readonly Category[]): TeamId[] {
  return [...new Set(categories.map(firstTeam))]
}

/** Hires everybody, through the same verbs as the members' page: teams, clearances, and a rota for the days to come. */
export async function hire(
  coreAt: (instant: number) => Core,
  { seed, staffing, start, days }: { seed: number; staffing: Staffing; start: number; days: number },
): Promise<Worker[]> {
  const workers: Worker[] = []
  for (const level of Object.keys(staffing) as Level[]) {
    for (let place = 0; place < staffing[level]; place++) {
      // Every other one is cleared, so that every shift has somebody for a sensitive case.
      const cleared = place % 2 === 0 || level === 'customer-experience'
      const draws = drawsFor(seed, 'worker', level, place)
      const teams = [
        ...TEAMS[level],
        ...(cleared && level === 'customer-service' ? firstTeams(SENSITIVE_LANES) : []),
      ]
      // An instant each: ids of the same millisecond would sort by chance.
      const core = coreAt(start - DAY + workers.length)
      const { id } = await createMember(core, {
        name: `${NAMES[workers.length % NAMES.length]} ${workers.length + 1}`,
        email: `membre-${workers.length + 1}@agafort.example`,
        role: ROLES[level],
        language: 'fr',
      })
      for (const team of teams) await joinTeam(core, { memberId: id, teamId: team })
      if (cleared)
        for (const lane of SENSITIVE_LANES)
          await grantClearance(core, { memberId: id, lane, grantedBy: null })
      const shifts = drawRota(draws, { level, place, start, days })
      workers.push({
        id,
        level,
        teams,
        cleared,
        pace: draws.between(0.8, 1.25),
        draws,
        shifts,
        freeAt: start,
      })
    }
  }
  return workers
}

const NAMES = [
  'Camille',
  'Léa',
  'Thomas',
  'Inès',
  'Hugo',
  'Sofia',
  'Malik',
  'Jeanne',
  'Noé',
  'Aïcha',
  'Louis',
]

/** Enters the rota as absences, so that nobody is named who will be away. */
export async function noteRota(core: Core, workers: readonly Worker[], end: number): Promise<void> {
  const start = core.clock.now().getTime()
  for (const { id, shifts } of workers) {
    for (const { from, until } of timesAway(shifts, start, end)) {
      await noteAbsence(core, { memberId: id, from: new Date(from), until: new Date(until), notedBy: null })
    }
  }
}
