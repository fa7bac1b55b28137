import type { Role } from '../../core/policy/role.ts'
import type { Queue } from '../../core/ticket/queue.ts'
import type { SavedFilter } from '../../core/ticket/saved-filter.ts'
import { type Html, html } from '../http/html.ts'
import { ADMINISTRATORS, EVERY_ROLE, SUPERVISORS } from '../http/route.ts'
import { ADMINISTRATION_WORDS } from '../wording/administration-words.ts'
import { CALL_WORDS } from '../wording/call-words.ts'
import type { PageWording } from '../wording/fr.ts'
import { HANDOFF_WORDS } from '../wording/handoff-words.ts'
import { INTERFACE_WORDS } from '../wording/interface-words.ts'
import { LIST_WORDS, type ListWords } from '../wording/list-words.ts'
import { MACRO_WORDS, MENTION_WORDS } from '../wording/macro-words.ts'
import { MODEL_WORDS } from '../wording/model-words.ts'
import { REPORT_WORDS } from '../wording/report-words.ts'
import { SATISFACTION_DESK_WORDS } from '../wording/satisfaction-desk-words.ts'
import { SELLER_DESK_WORDS } from '../wording/seller-desk-words.ts'
import { STAFF_WORDS } from '../wording/staff-words.ts'
import { savedFilterHref } from './queue/list-address.ts'

/** The pages of the navigation, besides the queues. */
export type DeskPlace =
  | Queue
  | `filter-${string}`
  | 'search'
  | 'help'
  | 'call'
  | 'call-backs'
  | 'talks'
  | 'dissatisfied'
  | 'reports'
  | 'satisfaction'
  | 'sanctions'
  | 'staff'
  | 'model'
  | 'failed-mail'
  | 'unreadable'
  | 'members'
  | 'interfaces'
  | 'policy'
  | 'teams'
  | 'history'
  | 'account'
  | 'mentions'
  | 'macros'
  | 'ticket'

/** Counts per place, where known and worth attention. A queue's count stops at 1,000. */
export type DeskCounts = Readonly<Partial<Record<DeskPlace, number>>>

interface Destination {
  place: DeskPlace
  href: string
  title(wording: PageWording): string
  allow: readonly Role[]
  /** Whether the number means that something may go wrong soon, or is late. */
  mood?: 'soon' | 'late'
}

interface Group {
  name: Exclude<keyof ListWords['groups'], 'none'>
  /** `open` is always shown; `waiting` shows what has entries and folds the rest; `folded` is folded. */
  shown: 'open' | 'waiting' | 'folded'
  destinations: readonly Destination[]
}

const queue = (place: Queue, mood?: 'soon' | 'late'): Destination => ({
  place,
  href: `/desk?queue=${place}`,
  title: ({ language }) => LIST_WORDS[language].queues[place],
  allow: EVERY_ROLE,
  ...(mood ? { mood } : {}),
})

/** The navigation's groups. A new page of the desk is one more line here. */
const GROUPS: readonly Group[] = [
  {
    name: 'work',
    shown: 'open',
    destinations: [
      queue('mine'),
      queue('team'),
      queue('unassigned'),
      queue('at-risk', 'soon'),
      queue('breached', 'late'),
      queue('open'),
      page('mentions', '/desk/mentions', ({ language }) => MENTION_WORDS[language].title),
    ],
  },
  {
    name: 'more',
    shown: 'waiting',
    destinations: [
      queue('waiting-customer'),
      queue('waiting-seller'),
      queue('spam'),
      queue('resolved'),
      queue('all'),
      page('macros', '/desk/macros', ({ language }) => MACRO_WORDS[language].title),
    ],
  },
  {
    name: 'live',
    shown: 'open',
    destinations: [
      page('talks', '/desk/talks', ({ language }) => HANDOFF_WORDS[language].title),
      page('call', '/desk/calls/new', ({ language }) => CALL_WORDS[language].title),
      page('call-backs', '/desk/calls', ({ language }) => CALL_WORDS[language].callBacks.title),
    ],
  },
  {
    name: 'rare',
    shown: 'waiting',
    destinations: [
      page('failed-mail', '/desk/failed-mail', ({ failedMail }) => failedMail, { mood: 'late' }),
      page('unreadable', '/desk/unreadable', ({ unreadable }) => unreadable, { mood: 'late' }),
      page(
        'dissatisfied',
        '/desk/dissatisfied',
        ({ language }) => SATISFACTION_DESK_WORDS[language].unhappy.title,
      ),
    ],
  },
  {
    name: 'supervision',
    shown: 'folded',
    destinations: [
      page('reports', '/desk/reports', ({ language }) => REPORT_WORDS[language].title, {
        allow: SUPERVISORS,
      }),
      page('satisfaction', '/desk/satisfaction', ({ language }) => SATISFACTION_DESK_WORDS[language].title, {
        allow: SUPERVISORS,
      }),
      page('sanctions', '/desk/sanctions', ({ language }) => SELLER_DESK_WORDS[language].sanctions.title, {
        allow: SUPERVISORS,
      }),
      page('staff', '/desk/staff', ({ language }) => STAFF_WORDS[language].title, { allow: SUPERVISORS }),
      page('model', '/desk/model', ({ language }) => MODEL_WORDS[language].title, { allow: SUPERVISORS }),
      page('policy', '/desk/policy', ({ language }) => ADMINISTRATION_WORDS[language].policy.title, {
        allow: SUPERVISORS,
      }),
      page('teams', '/desk/teams', ({ language }) => ADMINISTRATION_WORDS[language].teams.title, {
        allow: SUPERVISORS,
      }),
      page('history', '/desk/history', ({ language }) => ADMINISTRATION_WORDS[language].history.title, {
        allow: SUPERVISORS,
      }),
    ],
  },
  {
    name: 'administration',
    shown: 'folded',
    destinations: [
      page('members', '/desk/members', ({ administration }) => administration, { allow: ADMINISTRATORS }),
      page('interfaces', '/desk/interfaces', ({ language }) => INTERFACE_WORDS[language].title, {
        allow: ADMINISTRATORS,
      }),
    ],
  },
]

function page(
  place: DeskPlace,
  href: string,
  title: (wording: PageWording) => string,
  { allow = EVERY_ROLE, mood }: { allow?: readonly Role[]; mood?: 'late' } = {},
): Destination {
  return { place, href, title, allow, ...(mood ? { mood } : {}) }
}

/** The data of the navigation. */
interface Navigation {
  wording: PageWording
  role: Role
  place: DeskPlace | null
  counts: DeskCounts
  filters: readonly SavedFilter[]
}

/** Returns the navigation in groups. Empty or rarely needed places are folded, the current one never. */
export function navigation(view: Navigation): Html {
  const words = LIST_WORDS[view.wording.language]
  const [work, more, ...others] = GROUPS
  return html`<nav aria-label="${view.wording.navigation}">
    ${work && group(view, work)}${more && group(view, more)}
    ${view.filters.length > 0 && html`<h2>${words.groups.filters}</h2><ul>${view.filters.map((filter) => filterItem(view, filter))}</ul>`}
    ${others.map((one) => group(view, one))}
  </nav>`
}

function group(view: Navigation, { name, shown: how, destinations }: Group): Html | false {
  const { place, counts, role, wording } = view
  const words = LIST_WORDS[wording.language].groups
  const allowed = destinations.filter(({ allow }) => allow.includes(role))
  if (allowed.length === 0) return false
  const inSight = allowed.filter(
    (one) => how === 'open' || one.place === place || (how === 'waiting' && (counts[one.place] ?? 0) > 0),
  )
  const folded = allowed.filter((one) => !inSight.includes(one))
  const list = (some: readonly Destination[]) =>
    some.length > 0 && html`<ul>${some.map((one) => item(view, one))}</ul>`
  const heading = (how === 'open' || name === 'rare') && inSight.length > 0 && html`<h2>${words[name]}</h2>`
  const rest = inSight.length > 0 && name === 'rare' ? words.none : words[name]
  return html`${heading}${list(inSight)}${folded.length > 0 && html`<details><summary>${rest}</summary>${list(folded)}</details>`}`
}

function item({ wording, place, counts }: Navigation, one: Destination): Html {
  const count = counts[one.place] ?? 0
  return html`<li><a href="${one.href}"${one.place === place && html` aria-current="page"`}><span>${one.title(wording)}</span>${
    count > 0 && html` <span class="count${one.mood && ` count-${one.mood}`}">${shortCount(count)}</span>`
  }</a></li>`
}

function filterItem({ place }: Navigation, filter: SavedFilter): Html {
  const current = place === `filter-${filter.id}`
  return html`<li><a href="${savedFilterHref(filter)}"${current && html` aria-current="page"`}><span>${filter.name}</span></a></li>`
}

/** Returns the count as `12`, or `999+` where counting stopped. */
export function shortCount(count: number): string {
  return count > 999 ? '999+' : String(count)
}
