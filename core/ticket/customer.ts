import type { NotNull } from 'kysely'
import type { Trx } from '../kernel/core.ts'
import { type AddressId, type CustomerId, newId } from '../kernel/id.ts'
import { replyLanguage } from '../policy/language.ts'
import type { IncomingMessage } from './message.ts'

/** What identifies the sender of a message. */
export type CustomerIntroduction = Pick<IncomingMessage, 'door' | 'from' | 'standing' | 'stated' | 'language'>

/** The sender of a message, as far as known. */
export interface KnownSender {
  customerId: CustomerId
  /** Null when the message had no usable address. */
  addressId: AddressId | null
}

interface Claim {
  kind: IncomingMessage['from']['kind']
  value: string
  proven: boolean
  message: CustomerIntroduction
}

/**
 * Finds or creates the customer of each message (policy §3: name and contact details are recorded). A proven and an
 * unproven address of the same value are two customers: typing an address gives no access to its owner's records.
 * Messages of one sender in one batch share the customer. Returns a sender per message, in order.
 */
export async function findSenders(
  trx: Trx,
  messages: readonly CustomerIntroduction[],
  now: Date,
): Promise<KnownSender[]> {
  const claims = new Map<string, Claim>()
  for (const message of messages) {
    if (message.from.value === '') continue
    const key = claimKey(message)
    if (!claims.has(key)) {
      claims.set(key, {
        kind: message.from.kind,
        value: message.from.value,
        proven: isProven(message),
        message,
      })
    }
  }
  const known = await knownAddresses(trx, [...claims.values()])
  const missing = [...claims].filter(([key]) => !known.has(key)).sort(([a], [b]) => (a < b ? -1 : 1))
  const made = await makeCustomers(trx, missing, now)
  const senders: KnownSender[] = []
  for (const message of messages) {
    const sender = known.get(claimKey(message)) ?? made.get(claimKey(message))
    senders.push(sender ?? { customerId: await makeNamelessCustomer(trx, message, now), addressId: null })
  }
  await recordStatedContacts(trx, messages, senders, now)
  return senders
}

function isProven(message: CustomerIntroduction): boolean {
  return message.standing === 'proven'
}

function claimKey(message: CustomerIntroduction): string {
  return `${message.from.kind} ${message.from.value} ${isProven(message)}`
}

async function knownAddresses(trx: Trx, claims: readonly Claim[]): Promise<Map<string, KnownSender>> {
  if (claims.length === 0) return new Map()
  const rows = await trx
    .selectFrom('addresses')
    .select(['id', 'kind', 'value', 'proven', 'customer_id'])
    // The index begins with the kind.
    .where('kind', 'in', [...new Set(claims.map((claim) => claim.kind))])
    .where('value', 'in', [...new Set(claims.map((claim) => claim.value))])
    .where('customer_id', 'is not', null)
    .$narrowType<{ customer_id: NotNull }>()
    .execute()
  return new Map(
    rows.map((row) => [
      `${row.kind} ${row.value} ${row.proven}`,
      { customerId: row.customer_id, addressId: row.id },
    ]),
  )
}

async function makeCustomers(
  trx: Trx,
  missing: readonly (readonly [string, Claim])[],
  now: Date,
): Promise<Map<string, KnownSender>> {
  const made = new Map<string, KnownSender>()
  if (missing.length === 0) return made
  const rows = missing.map(([key, claim]) => ({
    key,
    claim,
    customerId: newId<'customer'>(now),
    addressId: newId<'address'>(now),
  }))
  await trx
    .insertInto('customers')
    .values(rows.map(({ customerId, claim }) => customerRow(customerId, claim.message, now)))
    .execute()
  const kept = await trx
    .insertInto('addresses')
    .values(
      rows.map(({ addressId, customerId, claim }) => ({
        id: addressId,
        kind: claim.kind,
        value: claim.value,
        proven: claim.proven,
        customer_id: customerId,
        proven_at: claim.proven ? now : null,
        proven_how: claim.proven ? claim.message.door : null,
        created_at: now,
      })),
    )
    .onConflict((conflict) => conflict.columns(['kind', 'value', 'proven']).doNothing())
    .returning('id')
    .execute()
  const mine = new Set(kept.map((row) => row.id))
  for (const row of rows) if (mine.has(row.addressId)) made.set(row.key, row)
  const lost = rows.filter((row) => !mine.has(row.addressId))
  if (lost.length === 0) return made
  // A concurrent process made the same customer; theirs is used.
  await trx
    .deleteFrom('customers')
    .where(
      'id',
      'in',
      lost.map((row) => row.customerId),
    )
    .execute()
  for (const [key, sender] of await knownAddresses(
    trx,
    lost.map((row) => row.claim),
  ))
    made.set(key, sender)
  return made
}

async function makeNamelessCustomer(trx: Trx, message: CustomerIntroduction, now: Date): Promise<CustomerId> {
  const customerId = newId<'customer'>(now)
  await trx
    .insertInto('customers')
    .values(customerRow(customerId, message, now))
    .execute()
  return customerId
}

function customerRow(id: CustomerId, message: CustomerIntroduction, now: Date) {
  return {
    id,
    name: message.from.name ?? message.stated.name,
    language: replyLanguage(message.language),
    created_at: now,
  }
}

async function recordStatedContacts(
  trx: Trx,
  messages: readonly CustomerIntroduction[],
  senders: readonly KnownSender[],
  now: Date,
): Promise<void> {
  const rows = messages.flatMap((message, index) => {
    const customerId = senders[index]?.customerId
    if (!customerId || message.standing === 'failed') return []
    const { email, telephone } = message.stated
    return [
      ...(telephone
        ? [{ customer_id: customerId, kind: 'telephone' as const, value: telephone, stated_at: now }]
        : []),
      ...(email && email !== message.from.value
        ? [{ customer_id: customerId, kind: 'email' as const, value: email, stated_at: now }]
        : []),
    ]
  })
  if (rows.length === 0) return
  await trx
    .insertInto('stated_contacts')
    .values(rows)
    .onConflict((conflict) => conflict.columns(['customer_id', 'kind', 'value']).doNothing())
    .execute()
}
