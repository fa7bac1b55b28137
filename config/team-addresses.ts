import type { TeamAddress } from '../core/kernel/core.ts'
import { ADDRESS_NAMES, categoryOfAddress, firstTeam } from '../core/policy/category.ts'
import type { Config } from './config.ts'

/**
 * Returns the team addresses: the polled mailboxes, and each address of policy §2 without a mailbox, reached by SMTP or
 * LMTP.
 */
export function teamAddressesOf(config: Config): TeamAddress[] {
  const polled = config.mailboxes.map(({ name, address, category, team }) => ({
    name,
    address,
    category,
    team,
  }))
  const others = ADDRESS_NAMES.map((name) => {
    const category = categoryOfAddress(name)
    return { name, address: config.teamAddresses[name], category, team: firstTeam(category) }
  })
  return [
    ...polled,
    ...others.filter(
      ({ name, address }) => !polled.some((box) => box.address === address || box.name === name),
    ),
  ]
}

/** Returns how each team address sends its mail; the general one first, for mail that belongs to none. */
export function addressSenders(config: Config, addresses: readonly TeamAddress[]) {
  const general = addresses.find(({ category }) => category === 'other')
  const ordered = [...addresses].sort((a, b) => Number(b === general) - Number(a === general))
  return ordered.map(({ name, address }) => {
    const send = config.mailboxes.find((mailbox) => mailbox.name === name)?.send
    const server = send ? send.server : (config.smtpServers[0]?.name ?? null)
    const envelopeFrom =
      send?.envelopeFrom ?? config.smtpServers.find((one) => one.name === server)?.envelopeFrom ?? null
    const fromName = send?.fromName ? { fr: send.fromName, en: send.fromName } : config.fromNames
    return { name, address, from: send?.from ?? address, fromName, envelopeFrom, server }
  })
}
