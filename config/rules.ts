import { policyTimesFaults, policyTimesOfHours } from '../core/policy/policy-times.ts'
import type { MailboxSettings, OAuth2Settings, SmtpServerSettings } from './mail-schema.ts'
import { type SettingPath, settingName } from './setting.ts'
import type { Settings } from './settings-schema.ts'

/** A conflict between settings, with the path of the one to change. */
interface RuleFault {
  path: SettingPath
  problem: string
  remedy: string
}

/** Returns whether it is this machine itself: 127.0.0.0/8, ::1 and localhost (RFC 6761 §6.3). */
function isLoopback(host: string): boolean {
  return /^(127(\.\d{1,3}){3}|\[?::1\]?|localhost|[\w.-]+\.localhost)$/i.test(host)
}

/** Returns the conflicts between settings that the schema cannot detect. `demo` is whether the demo world is on. */
export function ruleFaults(settings: Settings, demo: boolean): RuleFault[] {
  return [
    ...openToOthers(settings, demo),
    ...portsTwice(settings),
    ...chatFaults(settings),
    ...webhookFaults(settings),
    ...signInFaults(settings),
    ...policyFaults(settings),
    ...settings.mailboxes.flatMap((mailbox, index) => mailboxFaults(mailbox, index, settings)),
    ...settings.smtpServers.flatMap(smtpServerFaults),
    ...twice('mailboxes', settings.mailboxes, 'name'),
    ...twice('smtpServers', settings.smtpServers, 'name'),
  ]
}

function openToOthers({ host, doorHost, publicUrl }: Settings, demo: boolean): RuleFault[] {
  const faults: RuleFault[] = []
  if (demo && !isLoopback(host)) {
    faults.push({
      path: ['host'],
      problem: 'opens the demo world to other machines, and anyone there could log in to it',
      remedy: 'Set HOST to 127.0.0.1; or, to run for real, set DEMO=off and DATABASE_URL.',
    })
  }
  if (demo && !isLoopback(doorHost)) {
    faults.push({
      path: ['doorHost'],
      problem: "opens the demo world's SMTP server to other machines",
      remedy: 'Set DOOR_HOST to 127.0.0.1; or, to run for real, set DEMO=off and DATABASE_URL.',
    })
  }
  if (!isLoopback(host) && !publicUrl?.startsWith('https:')) {
    faults.push({
      path: ['publicUrl'],
      problem: publicUrl
        ? 'is not https, yet HOST lets other machines in: sessions and ticket links would travel in the open'
        : 'is not set, yet HOST lets other machines in: our mail would link to localhost',
      remedy:
        'Set PUBLIC_URL to the https address customers use; or HOST to 127.0.0.1 behind a proxy on this machine.',
    })
  }
  return faults
}

function webhookFaults({ marketplaceWebhook: { url } }: Settings): RuleFault[] {
  if (!url || url.startsWith('https:') || isLoopback(new URL(url).hostname)) return []
  return [
    {
      path: ['marketplaceWebhook', 'url'],
      problem: 'is not https: anyone on the way could read which sellers are sanctioned',
      remedy: 'Set it to the https address of the marketplace.',
    },
  ]
}

function portsTwice(settings: Settings): RuleFault[] {
  const ports = [
    { path: 'port', port: settings.port },
    ...(settings.doors.includes('smtp') ? [{ path: 'smtpPort', port: settings.smtpPort }] : []),
    ...(settings.doors.includes('lmtp') ? [{ path: 'lmtpPort', port: settings.lmtpPort }] : []),
  ]
  return ports
    .filter(({ port }, index) => port !== 0 && ports.findIndex((other) => other.port === port) < index)
    .map(({ path }) => ({
      path: [path],
      problem: 'is the port of another part of the program too',
      remedy: 'Set it to a port of its own.',
    }))
}

function policyFaults({ policy }: Settings): RuleFault[] {
  return policyTimesFaults(policyTimesOfHours(policy)).map(({ kind, problem, remedy }) => ({
    path: ['policy', kind],
    problem,
    remedy,
  }))
}

function mailboxFaults(mailbox: MailboxSettings, index: number, settings: Settings): RuleFault[] {
  const path = ['mailboxes', index]
  const faults = [...connectionFaults(mailbox, path)]
  if (mailbox.auth.type === 'oauth2') faults.push(...tokenFaults(mailbox.auth, [...path, 'auth']))
  if (mailbox.after === 'move' && !mailbox.moveTo) {
    faults.push({
      path: [...path, 'moveTo'],
      problem: 'is missing, yet "after" is "move"',
      remedy: 'Set it to the folder that mails are moved to, or set "after" to "keyword".',
    })
  }
  if (
    mailbox.after === 'move' &&
    mailbox.moveTo &&
    [mailbox.folder, mailbox.junkFolder].includes(mailbox.moveTo)
  ) {
    faults.push({
      path: [...path, 'moveTo'],
      problem: 'is a folder that is polled itself: a mail moved there would come in again',
      remedy: 'Set it to a folder of its own.',
    })
  }
  if (mailbox.junkFolder === mailbox.folder) {
    faults.push({
      path: [...path, 'junkFolder'],
      problem: 'is the folder polled: every mail would count as spam',
      remedy: 'Set it to the folder your server puts spam in, or remove it.',
    })
  }
  const { server } = mailbox.send
  if (server !== undefined && !settings.smtpServers.some(({ name }) => name === server)) {
    const known = settings.smtpServers.map(({ name }) => name).join(', ')
    faults.push({
      path: [...path, 'send', 'server'],
      problem: 'names no server of smtpServers',
      remedy: known ? `Set it to one of: ${known}.` : 'Describe the server in smtpServers, or remove it.',
    })
  }
  return faults
}

function smtpServerFaults(server: SmtpServerSettings, index: number): RuleFault[] {
  const path = ['smtpServers', index]
  const faults = [...connectionFaults(server, path)]
  if (server.auth?.type === 'oauth2') faults.push(...tokenFaults(server.auth, [...path, 'auth']))
  if (server.auth && server.auth.type !== 'none' && !server.user) {
    faults.push({
      path: [...path, 'user'],
      problem: `is missing, yet "auth" is "${server.auth.type}"`,
      remedy: 'Set it to the user name, or set "auth" to { "type": "none" }.',
    })
  }
  return faults
}

function connectionFaults(
  { host, security }: { host: string; security: string },
  path: SettingPath,
): RuleFault[] {
  if (security !== 'none' || isLoopback(host)) return []
  return [
    {
      path: [...path, 'security'],
      problem: 'is none, yet the server is another machine: password and mail would travel in the open',
      remedy: 'Set it to tls or starttls.',
    },
  ]
}

function tokenFaults({ provider, tokenUrl, scope }: OAuth2Settings, path: SettingPath): RuleFault[] {
  const faults: RuleFault[] = []
  if (provider === 'custom' && !tokenUrl) {
    faults.push({
      path: [...path, 'tokenUrl'],
      problem: 'is missing, yet the provider is custom',
      remedy: 'Set it to the https address of the token endpoint.',
    })
  }
  if (tokenUrl && !tokenUrl.startsWith('https:') && !isLoopback(new URL(tokenUrl).hostname)) {
    faults.push({
      path: [...path, 'tokenUrl'],
      problem: 'is not https: tokens would travel in the open',
      remedy: 'Set it to the https address of the token endpoint.',
    })
  }
  if (tokenUrl && new URL(tokenUrl).password) {
    faults.push({
      path: [...path, 'tokenUrl'],
      problem: 'holds a password',
      remedy: 'Remove it, and change the secret if others could read the file.',
    })
  }
  if (provider === 'custom' && !scope) {
    faults.push({
      path: [...path, 'scope'],
      problem: 'is missing, yet the provider is custom',
      remedy: 'Set it to the scopes to ask for, separated by spaces.',
    })
  }
  return faults
}

function twice<Key extends string>(
  list: string,
  items: readonly Readonly<Record<Key, string>>[],
  key: Key,
): RuleFault[] {
  return items.flatMap((item, index) =>
    items.findIndex((other) => other[key] === item[key]) < index
      ? [
          {
            path: [list, index, key],
            problem: `is the ${key} of ${settingName([list, items.findIndex((other) => other[key] === item[key])])} too`,
            remedy: 'Give each one of its own.',
          },
        ]
      : [],
  )
}

/** Returns the conflicts in the sign-in's settings. */
function signInFaults({ signIn: { provider } }: Settings): RuleFault[] {
  const { issuer, clientId } = provider
  if (issuer === undefined) return []
  const path = ['signIn', 'provider']
  const faults: RuleFault[] = []
  if (!issuer.startsWith('https:') && !isLoopback(new URL(issuer).hostname)) {
    faults.push({
      path: [...path, 'issuer'],
      problem: 'is not https: anyone on the way could sign in as a member',
      remedy: 'Set it to the https address of the provider.',
    })
  }
  if (clientId === undefined) {
    faults.push({
      path: [...path, 'clientId'],
      problem: 'is missing, yet there is an issuer',
      remedy: 'Set SIGN_IN_CLIENT_ID to the client id the provider gave us.',
    })
  }
  return faults
}

/** Returns the conflicts in the live chat's settings. */
function chatFaults({ chat }: Settings): RuleFault[] {
  const faults: RuleFault[] = []
  if (chat.authentication !== undefined) {
    faults.push({ path: ['chat', 'authentication'], ...retiredAuthentication(chat.authentication) })
  }
  if (chat.tenantId && !chat.appId) {
    faults.push({
      path: ['chat', 'appId'],
      problem: 'is missing, yet there is the tenant of an app at Azure',
      remedy: 'Set CHAT_APP_ID to the app id of the bot at Azure, or leave CHAT_TENANT_ID out.',
    })
  }
  if (chat.hubChannels.length > 0 && !chat.appId) {
    faults.push({
      path: ['chat', 'hubChannels'],
      problem: 'names channels of Azure, yet the chat serves none',
      remedy: 'Set CHAT_APP_ID to the app id of the bot at Azure, or leave CHAT_HUB_CHANNELS out.',
    })
  }
  return faults
}

// The chat's own channel once called its agent over HTTP, and this setting said how the two knew each other.
function retiredAuthentication(value: unknown): Pick<RuleFault, 'problem' | 'remedy'> {
  switch (value) {
    case 'azure':
      return {
        problem: 'is no longer needed: channels of Azure are served when CHAT_APP_ID is set',
        remedy: 'Leave it out, and keep CHAT_APP_ID and CHAT_APP_PASSWORD.',
      }
    case 'none':
      return {
        problem:
          'can no longer be "none": whoever calls the chat agent over HTTP is checked as a channel of Azure',
        remedy: 'Leave it out. A client of your own speaks Direct Line 3.0 to /v3/directline instead.',
      }
    default:
      return {
        problem: 'is no longer needed: our own channel reaches the chat agent inside the program',
        remedy: 'Leave it out. For channels of Azure set CHAT_APP_ID and CHAT_APP_PASSWORD.',
      }
  }
}
