import { join } from 'node:path'
import { serverAccount } from './account.ts'
import type { Certificate } from './certificate.ts'

/** The settings of a Dovecot of ours. */
export interface DovecotSettings {
  folder: string
  host: string
  imapPort: number
  imapsPort: number
  lmtpPort: number
  certificate: Certificate
  /** Refuses passwords on a connection without TLS, as a careful administrator would. */
  requireTls: boolean
  /** Where Dovecot checks whether an OAuth access token is valid (RFC 7662); passwords work too. */
  introspectionUrl: string | undefined
}

/** Names inside a Dovecot's folder. */
export const inFolder = (folder: string) => ({
  config: join(folder, 'dovecot.conf'),
  oauthConfig: join(folder, 'oauth2.conf'),
  users: join(folder, 'users'),
  mail: join(folder, 'mail'),
  run: join(folder, 'run'),
  log: join(folder, 'log'),
})

/**
 * Returns the text of a dovecot.conf (2.3) that runs as one ordinary account, without chroot, within its folder.
 * Folders: INBOX and Junk; Maildir, with keywords; changes visible at once.
 */
export function dovecotConfig(settings: DovecotSettings): string {
  const { user, group, uid, gid } = serverAccount()
  const { folder, host, imapPort, imapsPort, lmtpPort, certificate, requireTls, introspectionUrl } = settings
  const paths = inFolder(folder)
  return `
protocols = imap lmtp
listen = ${host}
base_dir = ${paths.run}
state_dir = ${paths.run}
log_path = ${paths.log}
default_internal_user = ${user}
default_internal_group = ${group}
default_login_user = ${user}
first_valid_uid = ${uid}
first_valid_gid = ${gid}
mail_uid = ${uid}
mail_gid = ${gid}
mail_home = ${paths.mail}/%u
mail_location = maildir:~/Maildir
mail_fsync = never
mailbox_idle_check_interval = 1 secs
mail_max_userip_connections = 1000
imap_idle_notify_interval = 2 mins
auth_mechanisms = plain login${introspectionUrl ? ' xoauth2 oauthbearer' : ''}
auth_failure_delay = 0
auth_cache_size = 0
disable_plaintext_auth = ${requireTls ? 'yes' : 'no'}
ssl = yes
ssl_cert = <${certificate.certFile}
ssl_key = <${certificate.keyFile}
lmtp_save_to_detail_mailbox = no
recipient_delimiter = +

namespace inbox {
  inbox = yes
  separator = /
  mailbox Junk {
    auto = subscribe
    special_use = \\Junk
  }
}

${introspectionUrl ? oauthPassdb(paths.oauthConfig) : ''}
passdb {
  driver = passwd-file
  args = scheme=PLAIN username_format=%u ${paths.users}
}
userdb {
  driver = static
  args = uid=${uid} gid=${gid} home=${paths.mail}/%u
}

${SERVICES_WITHOUT_CHROOT.map((name) => `service ${name} {\n  chroot =\n}`).join('\n')}
service anvil {
  chroot =
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
service imap-login {
  chroot =
  service_count = 0
  process_min_avail = 1
  client_limit = 1000
  inet_listener imap {
    port = ${imapPort}
  }
  inet_listener imaps {
    port = ${imapsPort}
    ssl = yes
  }
}
service imap {
  process_limit = 1000
}
service lmtp {
  inet_listener lmtp {
    port = ${lmtpPort}
  }
}
`
}

// A failed log-in gets its response at once and no penalty for the address (anvil-auth-penalty off), because every test
// connects from the same address.
const SERVICES_WITHOUT_CHROOT = ['stats', 'old-stats', 'imap-urlauth-login', 'submission-login', 'pop3-login']

function oauthPassdb(configFile: string): string {
  return `passdb {\n  driver = oauth2\n  mechanisms = xoauth2 oauthbearer\n  args = ${configFile}\n}`
}

/**
 * Returns the text of Dovecot's OAuth file: the access token is posted to `introspectionUrl`, whose response names the
 * user.
 */
export function oauthConfig(introspectionUrl: string): string {
  return `
introspection_url = ${introspectionUrl}
introspection_mode = post
username_attribute = username
active_attribute = active
active_value = true
`
}
