import type { NamedAddress } from '../../core/ticket/message.ts'
import { MOST_ADDRESSES, readAddresses } from './addresses.ts'
import { everyField, firstField, type HeaderField } from './mime/header-block.ts'
import type { Warnings } from './warning.ts'

export interface MailSender {
  from: NamedAddress
  replyTo: NamedAddress | null
  /** Every distinct address of every From header. */
  senders: NamedAddress[]
}

/**
 * Who the mail says it is from. The first From address counts; without a usable one the Sender, then the envelope
 * sender (Return-Path) stands in, so that the mail can be answered. What could mislead a reader becomes a warning.
 */
export function readSender(fields: readonly HeaderField[], warnings: Warnings): MailSender {
  const named = everyField(fields, 'from')
    .slice(0, 5)
    .flatMap((field) => readAddresses(field).slice(0, MOST_ADDRESSES))
  const usable = named.filter((sender) => sender.address !== '')
  const senders = usable.filter(
    (sender, i) => usable.findIndex((other) => other.address === sender.address) === i,
  )
  if (senders.length > 1) warnings.add('several-senders')
  if (senders.length === 0) warnings.add('no-sender')
  const stand = senders[0] ?? standIn(fields)
  const from = { name: senders[0]?.name ?? named[0]?.name ?? stand.name, address: stand.address }
  const replyTo = readAddresses(firstField(fields, 'reply-to')).find((to) => to.address !== '') ?? null
  warnOfDisguise(from, replyTo, warnings)
  return { from, replyTo, senders }
}

function standIn(fields: readonly HeaderField[]): NamedAddress {
  for (const name of ['sender', 'x-original-from', 'return-path']) {
    const found = readAddresses(firstField(fields, name)).find((sender) => sender.address !== '')
    if (found) return found
  }
  return { name: '', address: '' }
}

function warnOfDisguise(from: NamedAddress, replyTo: NamedAddress | null, warnings: Warnings): void {
  const shown = /[\w.+-]{1,64}@[\w.-]{1,255}\w/.exec(from.name)?.[0]?.toLowerCase()
  if (shown !== undefined && shown !== from.address) warnings.add('name-shows-address')
  if (from.address.includes('=?')) warnings.add('encoded-address')
  if (replyTo && from.address !== '' && domain(replyTo.address) !== domain(from.address))
    warnings.add('reply-elsewhere')
}

function domain(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1)
}
