import type { Config } from '../config/config.ts'

/** Returns the addresses to print at the start; `seeded` is false when the demo's story was cut short. */
export function banner(
  config: Config,
  smtpServers: readonly { protocol: 'smtp' | 'lmtp'; port: number }[],
  { logins, seeded }: { logins: readonly { email: string; password: string }[]; seeded: boolean },
  invitation?: string,
): string {
  const lines = [
    'Agafort complaint intake is running.',
    `  desk            ${config.publicUrl}/desk`,
    `  chat            ${config.publicUrl}/chat   (on another page: ${config.publicUrl}/chat/sample)`,
    ...(config.demo
      ? [`  mail page       ${config.publicUrl}/demo/mail   (write as a customer, read what we answer)`]
      : []),
    `  API             ${config.publicUrl}/api/docs`,
    `  health          ${config.publicUrl}/health`,
    ...smtpServers.map(
      ({ protocol, port }) => `  ${protocol.toUpperCase().padEnd(15)} ${config.doorHost}:${port}`,
    ),
    `  database        ${config.databaseUrl ? 'PostgreSQL' : `embedded, in ${config.dataDir}`}`,
    `  mail out        ${config.smtpServers.map(({ name }) => name).join(', ') || (config.demo ? 'kept here and shown on the mail page' : 'kept, NOT SENT: set smtpServers')}`,
    ...logins.map(({ email, password }) => `  log in as       ${email}   password ${password}`),
    ...(seeded
      ? []
      : [
          `  demo            cut short: the first start was stopped while it was made. For the whole of it, stop, empty ${config.databaseUrl ? 'the database' : config.dataDir}, start again.`,
        ]),
    ...(invitation ? [`  first administrator, once, within 24 hours: ${invitation}`] : []),
  ]
  return `${lines.join('\n')}\n`
}
