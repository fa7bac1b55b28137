import type { CoreSettings, TeamAddress } from '../kernel/core.ts'
import type { TeamId } from '../kernel/id.ts'
import { type Category, firstTeam } from '../policy/category.ts'

/**
 * Returns the team that owns a new ticket first. It is the team of the mailbox it arrived in, when that mailbox is for
 * its category, because an operator may configure another team. Else it is the category's own.
 */
export function owningTeam(settings: CoreSettings, category: Category, arrivedIn: readonly string[]): TeamId {
  const arrivedAt = settings.mailboxes.find(
    (mailbox) => mailbox.category === category && arrivedIn.includes(mailbox.name),
  )
  return arrivedAt?.team ?? firstTeam(category)
}

/**
 * Returns the name of the mailbox to reply from: of those a message arrived in, the one of the ticket's category. For
 * other channels it is the category's address, else the general one. Null when there is no mailbox.
 */
export function replyMailbox(
  settings: CoreSettings,
  category: Category,
  arrivedIn: readonly string[],
): string | null {
  const arrived = settings.mailboxes.filter((mailbox) => arrivedIn.includes(mailbox.name))
  const candidates: readonly TeamAddress[] = arrived.length > 0 ? arrived : settings.mailboxes
  const own = candidates.find((mailbox) => mailbox.category === category)
  return (own ?? candidates.find((mailbox) => mailbox.category === 'other') ?? candidates[0])?.name ?? null
}

/** Returns the name of the mailbox of an address, also with a plus-tag (RFC 5233); undefined for a foreign address. */
export function mailboxOfAddress(settings: CoreSettings, address: string): string | undefined {
  const at = address.lastIndexOf('@')
  const base = `${address.slice(0, at).split('+')[0]}${address.slice(at)}`.toLowerCase()
  return settings.mailboxes.find((mailbox) => mailbox.address.toLowerCase() === base)?.name
}
