import type { Kysely, Transaction } from 'kysely'
import type { Database } from '../../db/schema.ts'
import type { Category } from '../policy/category.ts'
import type { OpeningHours } from '../policy/opening-hours.ts'
import type { PolicyTimes, PromiseKind } from '../policy/policy-times.ts'
import type { Role } from '../policy/role.ts'
import type { Clock } from './clock.ts'
import type { TeamId } from './id.ts'
import type { Log } from './log.ts'
import type { PasswordCost } from './password.ts'
import type { SigningKeys } from './signed-link.ts'

export type Trx = Transaction<Database>
/** Anything queries can be made through: the database itself or a transaction. */
export type Queryable = Kysely<Database>

/** A team address as core knows it: its category and its first team. How it is polled is mail's business. */
export interface TeamAddress {
  name: string
  /** The address customers write to and our mail comes from. */
  address: string
  category: Category
  team: TeamId
}

/** Rate limits against a machine that replies to our automatic mail, also one that changes its address each time. */
export interface AutomaticMailLimits {
  /** Automatic mails to one address within three hours. */
  perAddress: number
  /** Automatic mails on one ticket within three hours. */
  perTicket: number
  /** Automatic mails in reply to the same text in one mailbox within an hour, from any sender. */
  perSameText: number
  /** Automatic mails from one mailbox within ten minutes. */
  perMailbox: number
}

export interface CoreSettings {
  publicUrl: string
  /** URL of the live chat; null while there is none. */
  chatUrl: string | null
  /** The first key signs, all of them verify. */
  secretKeys: SigningKeys
  telephone: string
  /** When members are available live; null when no hours are configured. */
  openingHours: OpeningHours | null
  mailboxes: readonly TeamAddress[]
  answerLimits: AutomaticMailLimits
  /** How long a member's reply can be undone before it is sent, in milliseconds. */
  withdrawableFor: number
  /** How long after the first contact each promise falls due (policy §3, §4). */
  policyTimes: PolicyTimes
  /** Promises whose clock stops while a question to the customer is open; none by the policy. */
  stopsWhileWaiting: readonly PromiseKind[]
  /** Addresses alerted when something needs a person and no member can be found. */
  alertTo: readonly string[]
  /** Roles that may not work without a second factor; undefined means none. */
  secondFactorFor?: readonly Role[]
  /** How dear new password hashes are; `PASSWORD_COST` when it is not set. */
  passwordCost?: PasswordCost
}

/** What every verb of core needs: the database, the time, and a way to wake the deliverer. */
export interface Core {
  db: Kysely<Database>
  clock: Clock
  log: Log
  settings: CoreSettings
  /** Enqueues a wake-up for the deliverers, inside the transaction. */
  enqueueDelivery(trx: Trx): Promise<void>
  /** Wakes this process's own deliverer at once; called after a commit. The job is what wakes the others. */
  wakeDelivery(): void
}
