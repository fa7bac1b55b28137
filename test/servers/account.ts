import { execFileSync } from 'node:child_process'
import { userInfo } from 'node:os'

/**
 * The account a test server runs as; `switchUser` is what `spawn` needs for it, empty when that is the current user.
 */
export interface Account {
  readonly user: string
  readonly group: string
  readonly uid: number
  readonly gid: number
  readonly switchUser: { uid: number; gid: number } | Record<string, never>
}

let known: Account | undefined

/**
 * Returns the account test servers run as: the current user, or `nobody` when that is root. PostgreSQL refuses root,
 * and Dovecot then needs no accounts of its own. Both cases use the same server configuration.
 */
export function serverAccount(): Account {
  known ??= process.getuid?.() === 0 ? nobody() : ourselves()
  return known
}

function ourselves(): Account {
  const { username, uid, gid } = userInfo()
  return { user: username, group: ask('-gn'), uid, gid, switchUser: {} }
}

function nobody(): Account {
  const uid = Number(ask('-u', 'nobody'))
  const gid = Number(ask('-g', 'nobody'))
  return { user: 'nobody', group: ask('-gn', 'nobody'), uid, gid, switchUser: { uid, gid } }
}

function ask(...args: string[]): string {
  return execFileSync('id', args, { encoding: 'utf8' }).trim()
}
