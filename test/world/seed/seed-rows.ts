import { searchTextOf } from '../../../core/search/search-words.ts'

/** The rows of one batch of seeded tickets, one statement each, run in this order. Values named `$…` are filled in. */
export interface SeedStep {
  readonly table: string
  readonly statement: string
}

// Everything about a ticket derives from its number, so that the same call yields the same database. `pg_temp.share`
// returns a uniform number in [0, 1) for a ticket and a question, `pg_temp.seeded_id` an id that sorts by its instant.
export const SEED_FUNCTIONS: readonly string[] = [
  `create or replace function pg_temp.share(n bigint, question integer) returns double precision language sql immutable as
    $$ select (hashint8extended(n, question) & 9007199254740991) / 9007199254740992.0::double precision $$`,
  `create or replace function pg_temp.seeded_id(at timestamptz, kind integer, n bigint) returns uuid language sql immutable as
    $$ select (lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || '7' || lpad(to_hex(kind), 3, '0') || '8'
      || lpad(to_hex(n), 15, '0'))::uuid $$`,
  `create temporary table seeded (
    n bigint primary key, ticket_id uuid, conversation_id uuid, message_id uuid, customer_id uuid, address_id uuid,
    member_id uuid, reference text, category text, team_id text, level text, language text, climbed integer,
    opened_at timestamptz, resolved_at timestamptz, last_at timestamptz, is_spam boolean, waiting_since timestamptz,
    told text, lexemes text
  )`,
  `create temporary table seeded_vocabulary (rank integer primary key, word text, stem text)`,
]

/** The number of seeded members. */
export const SEEDED_MEMBERS = 40

/** The number of seeded sellers. */
export const SEEDED_SELLERS = 8_000

export const SEED_MEMBERS: readonly string[] = [
  `insert into members (id, name, email, password_hash, role, language, created_at, deactivated_at)
    select pg_temp.seeded_id($now::timestamptz - interval '3 years', 1, k), 'Membre ' || k, 'membre-' || k || '@agafort.example',
      null, case when k % 10 = 0 then 'supervisor' when k % 10 in (1, 2, 3) then 'investigator' else 'agent' end,
      'fr', $now::timestamptz - interval '3 years', null
    from generate_series(0, ${SEEDED_MEMBERS - 1}) k`,
  `insert into memberships (team_id, member_id, joined_at)
    select teams.id, members.id, members.created_at from members, teams
    where members.email like 'membre-%' and case
      when members.role = 'investigator' then teams.id = 'resolution'
      when members.role = 'supervisor' then true
      else teams.id <> 'resolution' end`,
  `insert into clearances (member_id, lane, granted_by, granted_at)
    select id, lane, null, created_at from members, unnest(array['fraud', 'legal', 'privacy']) lane
    where email like 'membre-%'`,
  `insert into sellers (id, external_id, name, email, telephone, postal_address, language, source, created_at, updated_at)
    select pg_temp.seeded_id($now::timestamptz - interval '3 years', 9, k), 'V-' || k, 'Boutique ' || k,
      'boutique.' || k || '@vendeurs.example', null, null, 'fr', 'csv', $now::timestamptz, $now::timestamptz
    from generate_series(0, ${SEEDED_SELLERS - 1}) k`,
]

const MEMBER = `pg_temp.seeded_id($now::timestamptz - interval '3 years', 1, (n * 7) % ${SEEDED_MEMBERS})`

const SELLER = `pg_temp.seeded_id($now::timestamptz - interval '3 years', 9, n % ${SEEDED_SELLERS})`

const GREETING = 'Bonjour, voilà'
const WAITING = 'semaines que j’attends la commande'
const COMPLAINT =
  'Le suivi indique qu’elle est livrée, mais personne dans l’immeuble ne l’a vue. Pouvez-vous m’aider ?'

// The words of every seeded mail, as the search stores them; those of one mail follow.
const EVERY_LETTER = searchTextOf(`${GREETING} ${WAITING} ${COMPLAINT}`)
  .words.map(({ lexeme, place }) => `'${lexeme}':${place}`)
  .join(' ')
  .replaceAll("'", "''")
const CLIENT = searchTextOf('cliente').words[0]?.lexeme
const SHOP = searchTextOf('boutique').words[0]?.lexeme

export const SEED_STEPS: readonly SeedStep[] = [
  {
    table: 'seeded',
    // 97 % are resolved, over two years; the open ones are of all ages, most of them young. The oldest come first, so
    // that every index grows at its end.
    statement: `with fate as (
      select n, reference, 1 - (n + pg_temp.share(n, 1)) / $tickets::bigint as age, pg_temp.share(n, 2) as spent, pg_temp.share(n, 3) as lot,
        pg_temp.share(n, 4) < 0.03 as is_open, pg_temp.share(n, 4) > 0.997 as is_spam
      from unnest($references::text[]) with ordinality as minted (reference, place),
        lateral (select $from::bigint + place - 1 as n) as numbered
    ), dated as (
      select *, $now::timestamptz - case when is_open then interval '730 days' * power(age, 4)
        else interval '5 days' + interval '725 days' * age end as opened_at
      from fate
    ), ended as (
      select *, case when is_open or is_spam then null
        when lot < 0.55 then opened_at + interval '1 hour' + interval '18 hours' * spent
        when lot < 0.85 then opened_at + interval '25 hours' + interval '20 hours' * spent
        else opened_at + interval '49 hours' + interval '72 hours' * spent end as resolved_at
      from dated
    ), climbing as (
      select *, case when is_spam or coalesce(resolved_at, $now::timestamptz) - opened_at < interval '24 hours' then 0
        when coalesce(resolved_at, $now::timestamptz) - opened_at < interval '48 hours' then 1 else 2 end as climbed,
        (array['account','account-closure','fraud','privacy','legal','product-information','product-infringement',
          'order-dispute','order-dispute','order-dispute','other'])[1 + floor(pg_temp.share(n, 5) * 11)::integer] as category
      from ended
    ), letters as (
      select n, string_agg(word, ' ' order by k) as told,
        string_agg('''' || stem || ''':' || (24 + k), ' ' order by k) as lexemes
      from (
        select n, k, floor(power($words::integer, pg_temp.share(n, 100 + k)))::integer as rank
        from generate_series($from::bigint, $from::bigint + cardinality($references::text[]) - 1) n, generate_series(1, 18) k
      ) drawn join seeded_vocabulary using (rank)
      group by n
    )
    insert into seeded
    select n, pg_temp.seeded_id(opened_at, 2, n), pg_temp.seeded_id(opened_at, 3, n), pg_temp.seeded_id(opened_at, 4, n * 4),
      pg_temp.seeded_id(opened_at, 5, n), pg_temp.seeded_id(opened_at, 6, n), ${MEMBER}, reference, category,
      case when climbed = 1 then 'resolution' when climbed = 2 then 'customer-experience'
        when category like 'account%' then 'account' when category like 'product%' then 'product'
        when category in ('fraud', 'privacy', 'legal') then category else 'customer-service' end,
      (array['customer-service', 'resolution', 'customer-experience'])[1 + climbed],
      case when pg_temp.share(n, 6) < 0.85 then 'fr' else 'en' end, climbed,
      opened_at, resolved_at, coalesce(resolved_at, opened_at + (least($now::timestamptz - opened_at, interval '60 hours') / 2)),
      is_spam, case when is_open and climbed > 0 and n % 12 = 0 then $now::timestamptz - interval '9 hours' end, told, lexemes
    from climbing join letters using (n)`,
  },
  {
    table: 'customers',
    statement: `insert into customers (id, name, language, created_at)
      select customer_id, 'Cliente ' || n, language, opened_at from seeded`,
  },
  {
    table: 'addresses',
    statement: `insert into addresses (id, kind, value, proven, customer_id, proven_at, proven_how, created_at)
      select address_id, 'email', 'cliente.' || n || '@exemple.fr', true, customer_id, opened_at, 'authentication-results', opened_at
      from seeded`,
  },
  {
    table: 'promises',
    // Ended as they would be. What an open ticket still owes is due later than now, except for an old resolution
    // already noted.
    statement: `insert into promises (id, ticket_id, customer_id, round, kind, number, due_at, created_at, ended_at, outcome,
        ended_by_event, overdue_noted_at)
      select pg_temp.seeded_id(opened_at, 10 + place::integer, n), ticket_id, customer_id, 1, kind, number, due_at, opened_at, ended_at,
        case when ended_at is null then null when released then 'no-longer-owed'
          when ended_at <= due_at then 'kept' else 'broken' end,
        case when ended_at is null then null else place end,
        case when ended_at is null and due_at < $now::timestamptz then due_at + interval '5 minutes' end
      from (
        select *, case when kind = 'update' and number = 2 then $now::timestamptz + interval '1 hour' + interval '22 hours' * pg_temp.share(n, 7)
          else opened_at + after end as due_at,
          case when kind = 'acknowledge' then opened_at + interval '20 seconds'
            when kind = 'update' and number = 2 then null
            when kind = 'resolve' then resolved_at
            when opened_at + after <= coalesce(resolved_at, $now::timestamptz) then opened_at + after * 0.97
            else resolved_at end as ended_at,
          kind in ('update', 'investigate', 'escalate') and resolved_at < opened_at + after as released
        from seeded, (values ('acknowledge', 1, interval '15 minutes', 1), ('update', 1, interval '24 hours', 2),
          ('investigate', 1, interval '24 hours', 3), ('conclude', 1, interval '48 hours', 4), ('escalate', 1, interval '48 hours', 5),
          ('resolve', 1, interval '120 hours', 6), ('update', 2, interval '48 hours', 7)) as wanted (kind, number, after, place)
        where not is_spam and (place < 7 or (resolved_at is null and climbed > 0))
      ) owed`,
  },
  {
    table: 'tickets',
    statement: `insert into tickets (id, reference, customer_id, category, team_id, level, language, subject, door, round,
        first_contact_at, opened_at, last_message_at, last_event, assignee_id, resolved_at, quarantined_at, backlog, related_ticket_id, seller_id,
        waiting_since, next_kind, next_due_at, next_risk_at, broken_promises, awaits_seller)
      select ticket_id, reference, customer_id, category, team_id, level, language, 'Commande AG-' || (100000 + n % 900000),
        'mail', 1, opened_at, opened_at, last_at, 9, case when climbed > 0 then member_id end, resolved_at,
        case when is_spam then opened_at end, false, null, case when category = 'order-dispute' then ${SELLER} end,
        waiting_since, next.kind, next.due_at, next.due_at - make_interval(secs => extract(epoch from next.due_at
          - case when next.number = 1 then opened_at else next.created_at end)::double precision / 4),
        (select count(*) from promises where promises.ticket_id = seeded.ticket_id and outcome = 'broken'),
        climbed > 0 and category = 'order-dispute' and resolved_at is null and n % 2 = 1
      from seeded left join lateral (
        select kind, due_at, number, created_at from promises
        where promises.ticket_id = seeded.ticket_id and ended_at is null
        order by due_at, array_position(array['acknowledge','conclude','resolve','update','investigate','escalate'], kind)
        limit 1
      ) as next on true`,
  },
  {
    table: 'participants',
    statement: `insert into participants (id, ticket_id, address_id, role, name, joined_at)
      select pg_temp.seeded_id(opened_at, 7, n), ticket_id, address_id, 'customer', 'Cliente ' || n, opened_at from seeded`,
  },
  {
    table: 'conversations',
    statement: `insert into conversations (id, kind, audience, created_at)
      select conversation_id, 'mail', 'customer', opened_at from seeded`,
  },
  {
    table: 'conversation_tickets',
    statement: `insert into conversation_tickets (conversation_id, ticket_id) select conversation_id, ticket_id from seeded`,
  },
  {
    table: 'messages',
    statement: `insert into messages (id, ticket_id, conversation_id, direction, door, author_kind, address_id, member_id,
        author_name, author_address, standing, automatic, subject, text, new_text, html, language, raw_sha256, mail,
        kept_apart, warnings, unique_key, received_at, created_at)
      select pg_temp.seeded_id(at, 4, n * 4 + part), ticket_id, conversation_id, case when part = 1 then 'out' else 'in' end, 'mail',
        case when part = 1 then 'member' else 'customer' end, case when part = 1 then null else address_id end,
        case when part = 1 then member_id end, 'Cliente ' || n, 'cliente.' || n || '@exemple.fr', 'proven', null,
        'Commande AG-' || (100000 + n % 900000), body, body, null, language, null,
        jsonb_build_object('messageId', '<' || part || '.' || n || '@exemple.fr>', 'mailbox', 'contact',
          'inReplyTo', null, 'references', '[]'::jsonb),
        null, '[]', 'seed:' || n || ':' || part, at, at
      from seeded, generate_series(0, 2) part,
        lateral (select opened_at + (last_at - opened_at) * part / 2.0 as at,
          '${GREETING} ' || (2 + n % 7) || ' ${WAITING} AG-' || (100000 + n % 900000)
          || '. ${COMPLAINT}' || case when part = 0 then ' ' || told else '' end as body) written`,
  },
  {
    table: 'message_mailboxes',
    statement: `insert into message_mailboxes (message_id, mailbox, received_at)
      select message_id, 'contact', opened_at from seeded`,
  },
  {
    table: 'events',
    statement: `insert into events (ticket_id, number, kind, actor_kind, actor_id, at, detail)
      select ticket_id, number, (array['opened','classified','acknowledged','message-sent','updated','message-received',
          'investigation-begun','concluded','resolved'])[number],
        'system', null, opened_at + (last_at - opened_at) * (number - 1) / 8.0, '{}'
      from seeded, generate_series(1, 9) number`,
  },
  {
    table: 'resolutions',
    statement: `insert into resolutions (id, ticket_id, round, outcome, reason, actor_kind, actor_id, at, reopened_at, reopened_by_message_id)
      select pg_temp.seeded_id(resolved_at, 20, n), ticket_id, 1, case when n % 9 = 0 then 'refused' else 'solved' end,
        'Le remboursement a été effectué.', 'member', member_id, resolved_at, null, null
      from seeded where resolved_at is not null`,
  },
  {
    table: 'outbox',
    statement: `insert into outbox (id, channel, kind, recipient_kind, recipient, ticket_id, message_id, mailbox, automatic, content,
        coalesce_key, fingerprint, send_after, attempts, lease_holder, lease_until, last_error, created_at, sent_at, cancelled_at, failed_at)
      select pg_temp.seeded_id(at, 30 + part, n), 'mail', (array['acknowledgement', 'update', 'resolution'])[part], 'customer',
        'cliente.' || n || '@exemple.fr', ticket_id, null, 'contact', part < 3,
        jsonb_build_object('subject', 'Votre demande ' || reference, 'language', language, 'text',
          'Bonjour, votre demande porte le numéro ' || reference || '. Nous vous écrirons dès que nous en saurons plus.'),
        null, md5((n * 3 + part)::text), at, 0, null, null, null, at, at + interval '20 seconds', null, null
      from seeded, generate_series(1, 3) part,
        lateral (select opened_at + (last_at - opened_at) * (part - 1) / 2.0 as at) sent
      where part = 1 or (part = 2 and climbed > 0) or (part = 3 and resolved_at is not null)`,
  },
  {
    table: 'measures',
    statement: `insert into measures (id, ticket_id, round, kind, detail, at, told_at, told_by, dropped_at)
      select pg_temp.seeded_id(at, 40 + part, n), ticket_id, 1,
        (array['handed-to-resolution', 'handed-to-customer-experience'])[part], '{}', at, at + interval '6 minutes', null, null
      from seeded, generate_series(1, 2) part, lateral (select opened_at + interval '24 hours' * part as at) taken
      where part <= climbed`,
  },
  {
    table: 'investigations',
    statement: `insert into investigations (id, ticket_id, round, investigator_id, named_at, begun_at, begun_by_event, ended_at)
      select pg_temp.seeded_id(opened_at, 50, n), ticket_id, 1, member_id, opened_at + interval '22 hours',
        opened_at + interval '23 hours', 7, null
      from seeded where climbed > 0`,
  },
  {
    table: 'escalations',
    statement: `insert into escalations (id, ticket_id, round, from_level, to_level, because, reason, actor_kind, actor_id, at)
      select pg_temp.seeded_id(opened_at, 60 + part, n), ticket_id, 1,
        (array['customer-service', 'resolution'])[part], (array['resolution', 'customer-experience'])[part],
        'time', null, 'system', null, opened_at + interval '24 hours' * part
      from seeded, generate_series(1, 2) part where part <= climbed`,
  },
  {
    table: 'information_requests',
    statement: `insert into information_requests (id, ticket_id, round, message_id, outbox_id, asked_by, asked_at, remind_at, reply_by,
        reminded_at, ended_at, ended_how, answered_by_message_id)
      select pg_temp.seeded_id(opened_at, 70, n), ticket_id, 1, message_id, pg_temp.seeded_id(opened_at, 31, n), member_id,
        opened_at + interval '23 hours', opened_at + interval '47 hours', opened_at + interval '71 hours', null,
        opened_at + interval '30 hours', 'answered', message_id
      from seeded where climbed > 0 and n % 3 = 0 and waiting_since is null
      union all
      select pg_temp.seeded_id(opened_at, 70, n), ticket_id, 1, message_id, pg_temp.seeded_id(opened_at, 31, n), member_id,
        waiting_since, waiting_since + interval '24 hours', waiting_since + interval '48 hours', null::timestamptz, null::timestamptz, null::text, null::uuid
      from seeded where waiting_since is not null`,
  },
  {
    table: 'conclusions',
    statement: `insert into conclusions (id, ticket_id, round, member_id, message_id, at)
      select pg_temp.seeded_id(opened_at, 71, n), ticket_id, 1, member_id, message_id, opened_at + interval '46 hours'
      from seeded where climbed = 2`,
  },
  {
    table: 'call_backs',
    statement: `insert into call_backs (id, ticket_id, round, why, text, unique_key, created_at, ended_at, message_id)
      select pg_temp.seeded_id(opened_at, 72, n), ticket_id, 1, 'update', 'Nous attendons le transporteur.', null,
        opened_at + interval '23 hours', opened_at + interval '24 hours', message_id
      from seeded where n % 5 = 0`,
  },
  {
    table: 'set_asides',
    statement: `insert into set_asides (id, ticket_id, why, member_id, at, by_event, taken_up_at)
      select pg_temp.seeded_id(opened_at, 73, n), ticket_id, 'not-a-complaint', member_id, opened_at + interval '1 hour', 4,
        opened_at + interval '2 hours'
      from seeded where n % 10 = 0`,
  },
  {
    table: 'satisfaction_requests',
    statement: `insert into satisfaction_requests (id, ticket_id, round, team_id, category, door, language, asked_at, remind_at,
        reminded_at, answered_at, ended_at)
      select pg_temp.seeded_id(resolved_at, 74, n), ticket_id, 1, team_id, category, 'mail', language, resolved_at,
        resolved_at + interval '3 days', case when n % 3 > 0 then resolved_at + interval '3 days' end,
        case when n % 3 = 0 then resolved_at + interval '5 hours' end, resolved_at + interval '5 days'
      from seeded where resolved_at is not null`,
  },
  {
    table: 'satisfaction_answers',
    statement: `insert into satisfaction_answers (request_id, score, comment, via, message_id, at, comment_added_at, followed_up_by, followed_up_at)
      select pg_temp.seeded_id(resolved_at, 74, n), 1 + (n % 5), null, 'page', null, resolved_at + interval '5 hours', null,
        case when n % 5 < 2 then member_id end, case when n % 5 < 2 then resolved_at + interval '9 hours' end
      from seeded where resolved_at is not null and n % 3 = 0`,
  },
  {
    table: 'seller_requests',
    statement: `insert into seller_requests (id, ticket_id, round, seller_id, member_id, message_id, outbox_id, recipient, asked_at, due_at, remind_at,
        reminded_at, answered_at, answered_by_message_id, silent_at, closed_at, cooperated, judged_by, judged_at, judgement)
      select pg_temp.seeded_id(opened_at, 75, n), ticket_id, 1, ${SELLER}, member_id, message_id,
        pg_temp.seeded_id(opened_at, 31, n), 'boutique@vendeurs.example',
        opened_at + interval '20 hours', opened_at + interval '44 hours', opened_at + interval '40 hours', null,
        case when n % 2 = 0 then opened_at + interval '30 hours' end, null,
        case when n % 2 = 1 then opened_at + interval '44 hours' end,
        case when resolved_at is not null or n % 2 = 0 then opened_at + interval '50 hours' end, null, null, null, null
      from seeded where climbed > 0 and category = 'order-dispute'`,
  },
  {
    table: 'ticket_words',
    statement: `insert into ticket_words (ticket_id, at, words)
      select ticket_id, last_at, (
        '${EVERY_LETTER} ' || lexemes || ' ''#' || floor(extract(epoch from last_at) / 604800) || ''' ''agf'':42 '''
        || lower(substr(reference, 5, 4)) || ''':43 ''' || lower(substr(reference, 10)) || ''':44 '''
        || lower(replace(reference, '-', '')) || ''':42 ''${CLIENT}'':46 ''' || n || ''':47 ''cliente' || n
        || ''':46 ''cliente.' || n || '@exemple.fr'':46 ''ag'':50 ''' || (100000 + n % 900000) || ''':51 ''ag'
        || (100000 + n % 900000) || ''':50' || case when category = 'order-dispute'
          then ' ''${SHOP}'':54 ''' || n % ${SEEDED_SELLERS} || ''':55' else '' end
      )::tsvector
      from seeded`,
  },
]
