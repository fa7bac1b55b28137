import type { ColumnType } from 'kysely'
import type { AdministrationTables } from './administration-tables.ts'
import type { ChatTables } from './chat-tables.ts'
import type { Counted, Json, Later } from './column.ts'
import type {
  ActorKind,
  Audience,
  AutomaticKind,
  Category,
  Channel,
  DetectedLanguage,
  EventKind,
  KeptApart,
  Language,
  Level,
  OutboxChannel,
  PromiseKind,
  PromiseOutcome,
  Reference,
  ResolutionOutcome,
  Role,
  SenderTrust,
  SensitiveLane,
  TeamId,
} from './column-values.ts'
import type { DeskTables } from './desk-tables.ts'
import type { InformationTables } from './information-tables.ts'
import type { InterfaceTables } from './interface-tables.ts'
import type { ListedPromiseColumns, ListsTables } from './list-tables.ts'
import type { LiveTables } from './live-tables.ts'
import type { MailboxTables } from './mailbox-tables.ts'
import type { PromiseTables } from './promise-tables.ts'
import type {
  AddressId,
  AttachmentId,
  BounceId,
  ConversationId,
  CustomerId,
  MemberId,
  MessageId,
  OutboxId,
  ParticipantId,
  PromiseId,
  ResolutionId,
  SellerId,
  TicketId,
} from './row-id.ts'
import type { SatisfactionTables } from './satisfaction-tables.ts'
import type { SellerTables } from './seller-tables.ts'
import type { InvitationPurpose, SessionFacts, SignInTables } from './sign-in-tables.ts'
import type { TrainingTables } from './training-tables.ts'

// One interface per table, named by the policy's terms (core/README.md has the glossary). Dates are Date, counts are
// numbers, and jsonb is an object written as text. A state is a row with an actor and a time; "open" is its absence.

export interface CustomersTable {
  id: CustomerId
  name: string | null
  language: Language
  created_at: Date
}

/** A way to reach a person. The same value may exist twice, once proven and once unproven, for two customers. */
export interface AddressesTable {
  id: AddressId
  kind: 'email' | 'telephone' | 'channel'
  value: string
  proven: boolean
  customer_id: CustomerId | null
  proven_at: Date | null
  proven_how: Channel | null
  created_at: Date
}

/** Contact details written in a message. A person may use them; they prove nothing and identify nobody. */
export interface StatedContactsTable {
  customer_id: CustomerId
  kind: 'email' | 'telephone'
  value: string
  stated_at: Date
}

export interface TeamsTable {
  id: TeamId
  level: Level
  name_fr: string
  name_en: string
}

export interface MembersTable {
  id: MemberId
  name: string
  email: string
  password_hash: string | null
  role: Role
  language: Language
  created_at: Date
  deactivated_at: Date | null
}

export interface MembershipsTable {
  team_id: TeamId
  member_id: MemberId
  joined_at: Date
}

/** Permission to read one sensitive lane. */
export interface ClearancesTable {
  member_id: MemberId
  lane: SensitiveLane
  granted_by: MemberId | null
  granted_at: Date
}

export interface SessionsTable extends SessionFacts {
  token_hash: string
  member_id: MemberId
  csrf_token: string
  created_at: Date
  expires_at: Date
  revoked_at: Date | null
}

/** A one-time link with which a member sets a first password. */
export interface InvitationsTable {
  token_hash: string
  member_id: MemberId
  purpose: InvitationPurpose
  created_at: Date
  expires_at: Date
  used_at: Date | null
}

/** Failed sign-ins per address and origin, for lockouts. */
export interface SignInFailuresTable {
  key: string
  /** A hash of the address or member id; null in rows older than the column. */
  subject: string | null
  count: number
  last_at: Date
}

export interface TicketsTable extends ListedPromiseColumns {
  id: TicketId
  reference: Reference
  customer_id: CustomerId
  category: Category
  team_id: TeamId
  level: Level
  language: Language
  subject: string
  door: Channel
  round: Counted<number>
  /** Policy §4: the instant every promise counts from; of the present round. */
  first_contact_at: Date
  opened_at: Date
  last_message_at: Date
  last_event: Counted<number>
  assignee_id: MemberId | null
  resolved_at: Date | null
  quarantined_at: Date | null
  /** History from before the mailbox was connected: never acknowledged, without promises. */
  backlog: boolean
  related_ticket_id: TicketId | null
  /** Not a complaint (spam, thanks): without promises until taken up again. */
  set_aside_at: ColumnType<Date | null, Date | null | undefined, Date | null>
  merged_into_id: ColumnType<TicketId | null, TicketId | null | undefined, TicketId | null>
  /** Since when a question to the customer is open; the clock runs on. */
  waiting_since: ColumnType<Date | null, Date | null | undefined, Date | null>
  /** The seller the ticket is about, when one is named. */
  seller_id: ColumnType<SellerId | null, SellerId | null | undefined, SellerId | null>
}

export interface ParticipantsTable {
  id: ParticipantId
  ticket_id: TicketId
  address_id: AddressId
  role: Exclude<ActorKind, 'system'>
  name: string | null
  joined_at: Date
}

export interface ConversationsTable {
  id: ConversationId
  kind: Channel
  audience: Audience
  created_at: Date
}

export interface ConversationTicketsTable {
  conversation_id: ConversationId
  ticket_id: TicketId
}

export interface MessagesTable {
  id: MessageId
  ticket_id: TicketId
  conversation_id: ConversationId
  direction: 'in' | 'out' | 'note'
  door: Channel
  author_kind: ActorKind
  address_id: AddressId | null
  member_id: MemberId | null
  author_name: string | null
  author_address: string | null
  standing: SenderTrust
  automatic: AutomaticKind | null
  subject: string
  text: string
  new_text: string
  html: string | null
  language: DetectedLanguage
  raw_sha256: string | null
  mail: ColumnType<object | null, string | null, string | null>
  /** Why it is displayed apart from the customer's own messages, or null. */
  kept_apart: KeptApart | null
  warnings: Json<string[]>
  unique_key: string
  received_at: Date
  created_at: Date
}

/** Every mailbox a message arrived in: one mail to several of our addresses is one message. */
export interface MessageMailboxesTable {
  message_id: MessageId
  mailbox: string
  received_at: Date
}

export interface AttachmentsTable {
  id: AttachmentId
  message_id: MessageId
  position: number
  name: string
  type: string
  size: number
  sha256: string
  inline: boolean
  content_id: string | null
}

/** Content-addressed bytes, in parts so that a 70 MB mail is never one value. */
export interface FilesTable {
  sha256: string
  part: number
  size: number
  bytes: Uint8Array
  created_at: Date
}

export interface EventsTable {
  ticket_id: TicketId
  number: number
  kind: EventKind
  actor_kind: ActorKind
  actor_id: MemberId | null
  at: Date
  detail: Json<Readonly<Record<string, unknown>>>
}

export interface PromisesTable {
  id: PromiseId
  ticket_id: TicketId
  customer_id: CustomerId
  round: number
  kind: PromiseKind
  number: number
  due_at: Date
  created_at: Date
  ended_at: Date | null
  outcome: PromiseOutcome | null
  ended_by_event: number | null
  /** When the team was alerted that it is late; once. */
  overdue_noted_at: ColumnType<Date | null, Date | null | undefined, Date | null>
}

export interface ResolutionsTable {
  id: ResolutionId
  ticket_id: TicketId
  round: number
  outcome: ResolutionOutcome
  reason: string | null
  actor_kind: ActorKind
  actor_id: MemberId | null
  at: Date
  reopened_at: Date | null
  reopened_by_message_id: MessageId | null
}

/** Everything to be sent: mail, chat, webhook. A row is sent, cancelled, dead or due. */
export interface OutboxTable {
  id: OutboxId
  channel: OutboxChannel
  kind: string
  recipient_kind: Exclude<ActorKind, 'stranger'>
  recipient: string
  ticket_id: TicketId | null
  message_id: MessageId | null
  /** The ticket's round its content belongs to; null when it belongs to none. */
  round: Counted<number | null>
  /** The mailbox it is sent as: From, envelope sender and SMTP account. */
  mailbox: string | null
  automatic: boolean
  content: Json<object>
  coalesce_key: string | null
  fingerprint: string | null
  send_after: Date
  attempts: Counted<number>
  lease_holder: string | null
  lease_until: Date | null
  last_error: string | null
  /** The code of the last fault, of a closed set; safe to log. */
  last_code: Later<string>
  /** Rows with one key leave one at a time, in the order of their ids. */
  ordering_key: Later<string>
  created_at: Date
  sent_at: Date | null
  cancelled_at: Date | null
  failed_at: Date | null
  /** When what follows from its leaving is due; null once it is settled. */
  consequences_due_at: Later<Date>
}

export interface BouncesTable {
  id: BounceId
  outbox_id: OutboxId | null
  ticket_id: TicketId | null
  message_id: MessageId
  recipient: string | null
  status: string | null
  permanent: boolean
  at: Date
}

/** A sweep, and when it last ended; by the database's own clock. */
export interface SweepsTable {
  name: string
  lease_holder: Later<string>
  lease_until: Later<Date>
  last_done_at: Later<Date>
}

/** A lease by name, by the database's own clock. */
export interface LeasesTable {
  name: string
  holder: string
  expires_at: Date
}

export interface Database
  extends PromiseTables,
    InformationTables,
    SatisfactionTables,
    SellerTables,
    ChatTables,
    ListsTables,
    SignInTables,
    DeskTables,
    LiveTables,
    AdministrationTables,
    InterfaceTables,
    MailboxTables,
    TrainingTables {
  customers: CustomersTable
  addresses: AddressesTable
  stated_contacts: StatedContactsTable
  teams: TeamsTable
  members: MembersTable
  memberships: MembershipsTable
  clearances: ClearancesTable
  sessions: SessionsTable
  invitations: InvitationsTable
  sign_in_failures: SignInFailuresTable
  tickets: TicketsTable
  participants: ParticipantsTable
  conversations: ConversationsTable
  conversation_tickets: ConversationTicketsTable
  messages: MessagesTable
  message_mailboxes: MessageMailboxesTable
  attachments: AttachmentsTable
  files: FilesTable
  events: EventsTable
  promises: PromisesTable
  resolutions: ResolutionsTable
  outbox: OutboxTable
  bounces: BouncesTable
  leases: LeasesTable
  sweeps: SweepsTable
}
