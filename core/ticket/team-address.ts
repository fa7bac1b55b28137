import type { CoreSettings, TeamAddress } from '../kernel/core.ts'
import { type Category, firstTeam } from '../policy/category.ts'

/**
 * The team that owns a new ticket first: that of the mailbox it came in by, when that mailbox is for its category (an
 * operator may give one to another team), else the category's own.
 */
export function owningTeam(settings: CoreSettings, category: Category, arrivedIn: readonly string[]): string {
  const door = settings.mailboxes.find(
    (mailbox) => mailbox.category === category && arrivedIn.includes(mailbox.name),
  )
  return door?.team ?? firstTeam(category)
}

/**
 * Name of the mailbox that answers: of those a message arrived in, the one of the ticket's own lane; for other doors the
 * lane's address, else the general one. Null when there is no mailbox at all.
 */
export function replyMailbox(
  settings: CoreSettings,
  category: string,
  arrivedIn: readonly string[],
): string | null {
  const arrived = settings.mailboxes.filter((mailbox) => arrivedIn.includes(mailbox.name))
  const candidates: readonly TeamAddress[] = arrived.length > 0 ? arrived : settings.mailboxes
  const own = candidates.find((mailbox) => mailbox.category === category)
  return (own ?? candidates.find((mailbox) => mailbox.category === 'other') ?? candidates[0])?.name ?? null
}

/** Name of the mailbox an e-mail address of ours is, also with a plus-tag (RFC 5233); undefined for any other. */
export function mailboxOfAddress(settings: CoreSettings, address: string): string | undefined {
  const at = address.lastIndexOf('@')
  const base = `${address.slice(0, at).split('+')[0]}${address.slice(at)}`.toLowerCase()
  return settings.mailboxes.find((mailbox) => mailbox.address.toLowerCase() === base)?.name
}
