import { type Kysely, sql } from 'kysely'

/** Creates the columns, indexes and tables that the desk's lists and its search read. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

// An open ticket: somebody has to act on it.
const OPEN =
  'resolved_at is null and quarantined_at is null and set_aside_at is null and merged_into_id is null'
const DUE = `coalesce(next_due_at, 'infinity'::timestamptz)`

const STATEMENTS: readonly string[] = [
  `alter table tickets
    add column next_kind text,
    add column next_due_at timestamptz,
    add column next_risk_at timestamptz,
    add column broken_promises integer not null default 0,
    add column awaits_seller boolean not null default false`,
  `update tickets set next_kind = next.kind, next_due_at = next.due_at, next_risk_at = next.risk_at
    from (
      select distinct on (promises.ticket_id) promises.ticket_id, promises.kind, promises.due_at,
        promises.due_at - make_interval(secs => extract(epoch from promises.due_at
          - case when promises.number = 1 then listed.first_contact_at else promises.created_at end)::double precision / 4) as risk_at
      from promises join tickets as listed on listed.id = promises.ticket_id and listed.round = promises.round
      where promises.ended_at is null
      order by promises.ticket_id, promises.due_at,
        array_position(array['acknowledge','conclude','resolve','update','investigate','escalate'], promises.kind)
    ) as next
    where next.ticket_id = tickets.id`,
  `update tickets set broken_promises = counted.broken
    from (
      select promises.ticket_id, promises.round, count(*)::integer as broken
      from promises where outcome = 'broken' group by promises.ticket_id, promises.round
    ) as counted
    where counted.ticket_id = tickets.id and counted.round = tickets.round`,
  `update tickets set awaits_seller = true
    where id in (select ticket_id from seller_requests where answered_at is null and closed_at is null)`,

  // Each work queue in its display order; these replace the indexes of migration 1.
  `drop index tickets_open`,
  `drop index tickets_team_open`,
  // This index alone serves every other filter.
  `create index tickets_work on tickets ((${DUE}), id) include (next_due_at, next_kind, next_risk_at, broken_promises,
    waiting_since, category, team_id, assignee_id, door, language, level) where ${OPEN}`,
  `create index tickets_work_team on tickets (team_id, (${DUE}), id) include (category) where ${OPEN}`,
  `create index tickets_work_assignee on tickets (assignee_id, (${DUE}), id) include (category) where ${OPEN}`,
  `create index tickets_work_unassigned on tickets ((${DUE}), id) include (category) where assignee_id is null and ${OPEN}`,
  `create index tickets_work_waiting on tickets ((${DUE}), id) include (category) where waiting_since is not null and ${OPEN}`,
  `create index tickets_work_broken on tickets ((${DUE}), id) include (category) where broken_promises > 0 and ${OPEN}`,
  `create index tickets_work_seller on tickets ((${DUE}), id) include (category) where awaits_seller and ${OPEN}`,
  `create index tickets_spam on tickets (last_message_at desc, id desc) include (category) where quarantined_at is not null`,
  // The newest messages are on open tickets: without this index a scan would pass all of them first.
  `create index tickets_resolved on tickets (last_message_at desc, id desc) include (category)
    where resolved_at is not null and quarantined_at is null and merged_into_id is null`,
  `create index tickets_of_team on tickets (team_id, last_message_at desc, id desc)`,
  `create index tickets_of_category on tickets (category, last_message_at desc, id desc)`,
  `create index tickets_of_assignee on tickets (assignee_id, last_message_at desc, id desc) where assignee_id is not null`,
  `create index tickets_of_door on tickets (door, last_message_at desc, id desc)`,

  `create table saved_filters (
    id uuid primary key,
    member_id uuid not null references members (id),
    name text not null,
    queue text not null,
    filter jsonb not null,
    text text,
    created_at timestamptz not null
  )`,
  `create index saved_filters_member on saved_filters (member_id)`,

  // Without references to tickets: they would lock ticket rows, and the indexer could deadlock with a ticket's writer.
  `create table ticket_words (
    ticket_id uuid primary key,
    at timestamptz not null,
    words tsvector not null
  )`,
  // Each search reads the pending list of a GIN index to its end, so there must be none.
  `create index ticket_words_words on ticket_words using gin (words) with (fastupdate = off)`,
  `create table words_to_read (
    ticket_id uuid primary key,
    mark uuid not null
  )`,
  `insert into words_to_read (ticket_id, mark) select id, id from tickets`,
  `create table known_words (
    word text collate "C" primary key,
    stem text not null
  )`,

  // What supervisors' reports count within a period: promises by due time, tickets by opening time, resolutions,
  // corrections and the classifier's decisions by their own time. The rest is found by its ticket.
  `create index promises_fell_due on promises (due_at) include (ticket_id, kind, outcome, ended_at)`,
  `create index promises_broken on promises (due_at) where outcome = 'broken'`,
  `create index tickets_opened on tickets (opened_at)`,
  `create index resolutions_made on resolutions (at)`,
  `create index resolutions_reopened on resolutions (reopened_at) where reopened_at is not null`,
  `create index corrections_made on corrections (at)`,
  `create index events_classified on events (at) where kind = 'classified'`,
  `create index messages_answers on messages (ticket_id, received_at) include (conversation_id)
    where direction = 'out' and author_kind = 'member'`,
]
