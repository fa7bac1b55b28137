import type { ImapFlow } from 'imapflow'
import type { Log } from '../../core/kernel/log.ts'
import { sequenceSet } from './fetch.ts'
import type { MailboxSource } from './mailbox-source.ts'

/** What is done in a mailbox with mails that are safely stored. */
export interface AfterIntake {
  /** Marks or moves mails of the selected folder. Never rejects: they are stored, whatever becomes of the mark. */
  mark(client: ImapFlow, folder: string, uids: readonly number[]): Promise<void>
}

/** Marks as the mailbox is configured to; what the server does not allow is logged once. */
export function afterIntake(source: MailboxSource, log: Log): AfterIntake {
  const complained = new Set<string>()

  function complain(folder: string, reason: string, error?: unknown): void {
    const once = `${folder} ${reason}`
    if (complained.has(once)) return
    complained.add(once)
    log.warn('mails are stored but could not be marked in the mailbox', {
      mailbox: source.name,
      folder,
      reason,
      error,
    })
  }

  async function setKeyword(client: ImapFlow, folder: string, range: string): Promise<void> {
    const done = await client.messageFlagsAdd(range, [source.keyword], { uid: true, silent: true })
    if (!done) complain(folder, 'the server does not keep keywords in this folder')
  }

  async function move(client: ImapFlow, folder: string, range: string, to: string): Promise<void> {
    if (await client.messageMove(range, to, { uid: true })) return
    await client.mailboxCreate(to)
    if (!(await client.messageMove(range, to, { uid: true }))) complain(folder, 'the server refuses the move')
  }

  return {
    async mark(client, folder, uids) {
      if (uids.length === 0 || source.after === 'nothing') return
      const range = sequenceSet(uids)
      try {
        if (source.after === 'keyword') await setKeyword(client, folder, range)
        // Spam stays where the server put it: moving it out would teach a filter that it is none.
        else if (source.moveTo && folder !== source.junkFolder)
          await move(client, folder, range, source.moveTo)
      } catch (error) {
        complain(folder, 'the server could not be told', error)
      }
    },
  }
}
