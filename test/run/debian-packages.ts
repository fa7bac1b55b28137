import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, rmSync, writeFileSync } from 'node:fs'
import { chromiumProgram, HEADLESS_SHELL } from '../servers/chromium-program.ts'
import { PGBOUNCER } from '../servers/pgbouncer.ts'
import { postgresPrograms } from '../servers/postgres.ts'

/** A Debian package the tests need, and how to detect it. */
interface Needed {
  readonly package: string
  present(): boolean
  /** Returns whether something else will do where the package cannot be installed. */
  replaced?(): boolean
}

const NEEDED: readonly Needed[] = [
  { package: 'postgresql', present: () => postgresPrograms() !== undefined },
  { package: 'dovecot-imapd', present: () => existsSync('/usr/lib/dovecot/imap') },
  { package: 'dovecot-lmtpd', present: () => existsSync('/usr/lib/dovecot/lmtp') },
  { package: 'pgbouncer', present: () => existsSync(PGBOUNCER) },
  {
    package: 'chromium-headless-shell',
    present: () => existsSync(HEADLESS_SHELL),
    replaced: () => chromiumProgram() !== undefined,
  },
  { package: 'openssl', present: () => existsSync('/usr/bin/openssl') },
]

// Installed with chromium: without any font a page has no visible text.
const FONTS = 'fonts-liberation'

/** Returns the Debian packages missing on this machine; empty when all are there. */
export function missingPackages(needed: readonly Needed[] = NEEDED): string[] {
  const missing = needed.filter((one) => !one.present()).map((one) => one.package)
  return missing.some((name) => name.startsWith('chromium')) ? [...missing, FONTS] : missing
}

/** Returns those without which the tests cannot start: nothing else on this machine will do instead. */
export function requiredPackages(needed: readonly Needed[] = NEEDED): string[] {
  return missingPackages(needed.filter((one) => !one.replaced?.()))
}

/** Returns the one command that installs packages. */
export function installCommand(packages: readonly string[]): string {
  return `sudo apt-get update && sudo apt-get install -y --no-install-recommends ${packages.join(' ')}`
}

/**
 * Makes sure that PostgreSQL, Dovecot, Chromium and openssl are installed. As root on a Debian system it installs what
 * is missing, without starting any service. Throws with the command to type when it may not, or when it fails.
 */
export function bringPrograms(): void {
  const missing = missingPackages()
  const mayInstall = process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')
  if (missing.length > 0 && mayInstall) install(missing)
  const required = requiredPackages()
  if (required.length > 0) throw new Error(cannotStart(required))
}

function install(packages: readonly string[]): void {
  console.log(`Installing what the tests need: ${packages.join(' ')}`)
  const restore = forbidServices()
  try {
    apt('update', '-q')
    apt('install', '-q', '-y', '--no-install-recommends', ...packages)
  } finally {
    restore()
  }
}

function cannotStart(missing: readonly string[]): string {
  return `The tests need Debian packages that are not installed: ${missing.join(', ')}. Type:\n\n  ${installCommand(missing)}\n`
}

function apt(...args: string[]): void {
  const { status } = spawnSync('apt-get', args, {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  })
  if (status !== 0) console.error(`apt-get ${args[0]} ended with status ${status}.`)
}

const POLICY = '/usr/sbin/policy-rc.d'

// Debian starts a service when its package is installed, unless this file exits with 101. The tests use servers of
// their own, and a machine's owner should not find new ones running.
function forbidServices(): () => void {
  if (existsSync(POLICY)) return () => {}
  writeFileSync(POLICY, '#!/bin/sh\nexit 101\n')
  chmodSync(POLICY, 0o755)
  return () => rmSync(POLICY, { force: true })
}
