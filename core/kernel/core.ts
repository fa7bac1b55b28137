import type { Kysely, Transaction } from 'kysely'
import type { Database } from '../../db/schema.ts'
import type { Category } from '../policy/category.ts'
import type { OpeningHours } from '../policy/opening-hours.ts'
import type { PolicyTimes, PromiseKind } from '../policy/policy-times.ts'
import type { Role } from '../policy/role.ts'
import type { Clock } from './clock.ts'
import type { Log } from './log.ts'
import type { PasswordCost } from './password.ts'
import type { SigningKeys } from './signed-link.ts'

export type Trx = Transaction<Database>
/** Anything queries can be made through: the database itself or a transaction. */
export type Queryable = Kysely<Database>

/** A team address as core knows it: what comes in there, and who owns it first. How it is polled is mail's business. */
export interface TeamAddress {
  name: string
  /** The address customers write to and our answers come from. */
  address: string
  category: Category
  team: string
}

/** Brakes against a machine that answers our automatic mail, also one that changes its address each time. */
export interface AutomaticMailLimits {
  /** Automatic mails to one address within three hours. */
  perAddress: number
  /** Automatic mails on one ticket within three hours. */
  perTicket: number
  /** Automatic mails in answer to the same text in one mailbox within an hour, whoever sends it. */
  perSameText: number
  /** Automatic mails from one mailbox within ten minutes. */
  perMailbox: number
}

export interface CoreSettings {
  publicUrl: string
  /** Where the live chat is; null while there is none. */
  chatUrl: string | null
  /** First signs, all verify. */
  secretKeys: SigningKeys
  telephone: string
  /** When people answer live; null when no hours are told. */
  openingHours: OpeningHours | null
  mailboxes: readonly TeamAddress[]
  answerLimits: AutomaticMailLimits
  /** How long a member's answer waits before it leaves, so that it can be taken back, in milliseconds. */
  withdrawableFor: number
  /** How long after the first contact each promise falls due (policy §3, §4). */
  policyTimes: PolicyTimes
  /** Promises whose clock stands still while a question to the customer is open; none by the policy. */
  stopsWhileWaiting: readonly PromiseKind[]
  /** Addresses told when something needs a person and no member can be found. */
  alertTo: readonly string[]
  /** Roles that may not work without a second factor; nobody when it is not set. */
  secondFactorFor?: readonly Role[]
  /** How dear new password hashes are; `PASSWORD_COST` when it is not set. */
  passwordCost?: PasswordCost
}

/** What every verb of core needs: the database, the time, and a way to wake whoever does the sending. */
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
