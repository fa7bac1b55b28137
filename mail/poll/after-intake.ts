import type { ImapFlow } from 'imapflow'
import type { Log } from '../../core/kernel/log.ts'
import { sequenceSet } from './fetch.ts'
import type { MailboxSource } from './mailbox-source.ts'

/** What happens in the mailbox to mails that are stored. */
export interface AfterIntake {
  /** Marks or moves mails of the selected folder. Never rejects: the mails are stored even if the mark fails. */
  mark(client: ImapFlow, folder: string, uids: readonly number[]): Promise<void>
}

/** Returns the marking that the mailbox is configured with. What the server does not allow is logged once. */
export function afterIntake(source: MailboxSource, log: Log): AfterIntake {
  const warned = new Set<string>()

  function warnOnce(folder: string, reason: string, error?: unknown): void {
    const once = `${folder} ${reason}`
    if (warned.has(once)) return
    warned.add(once)
    log.warn('mails are stored but could not be marked in the mailbox', {
      mailbox: source.name,
      folder,
      reason,
      error,
    })
  }

  async function setKeyword(client: ImapFlow, folder: string, range: string): Promise<void> {
    const done = await client.messageFlagsAdd(range, [source.keyword], { uid: true, silent: true })
    if (!done) warnOnce(folder, 'the server does not keep keywords in this folder')
  }

  async function move(client: ImapFlow, folder: string, range: string, to: string): Promise<void> {
    if (await client.messageMove(range, to, { uid: true })) return
    await client.mailboxCreate(to)
    if (!(await client.messageMove(range, to, { uid: true }))) warnOnce(folder, 'the server refuses the move')
  }

  return {
    async mark(client, folder, uids) {
      if (uids.length === 0 || source.after === 'nothing') return
      const range = sequenceSet(uids)
      try {
        if (source.after === 'keyword') await setKeyword(client, folder, range)
        // Spam stays where the server put it: moving it would train a filter that it is not spam.
        else if (source.moveTo && folder !== source.junkFolder)
          await move(client, folder, range, source.moveTo)
      } catch (error) {
        warnOnce(folder, 'the server could not be told', error)
      }
    },
  }
}
