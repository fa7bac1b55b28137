import { Secret } from '../core/kernel/secret.ts'
import type { Config } from './config.ts'
import { type SettingPath, settingName } from './path.ts'

/** The settings in effect, one line each, for a terminal; of a secret only that it is set. */
export function describeConfig(config: Config): string {
  return settingLines(config, []).join('\n')
}

function settingLines(value: unknown, path: SettingPath): string[] {
  if (isList(value) && value.some(isSettingsObject))
    return value.flatMap((item, index) => settingLines(item, [...path, index]))
  if (isSettingsObject(value))
    return Object.entries(value).flatMap(([key, item]) => settingLines(item, [...path, key]))
  return [`${settingName(path)} = ${describeValue(value, String(path[0]))}`]
}

function describeValue(value: unknown, setting: string): string {
  if (value instanceof Secret) return setting === 'databaseUrl' ? databaseName(value) : '*** (set)'
  if (typeof value === 'string' && value.includes('-----BEGIN')) return '(read)'
  if (value instanceof Date) return value.toISOString()
  if (isList(value))
    return value.length === 0 ? 'none' : value.map((item) => describeValue(item, setting)).join(', ')
  return value === null ? 'not set' : String(value)
}

function databaseName(url: Secret): string {
  // Addresses of sockets are none that URL reads, and what it throws would quote them.
  if (!URL.canParse(url.reveal())) return '*** (set)'
  const { host, pathname } = new URL(url.reveal())
  return `postgres://${host}${pathname} (user and password not shown)`
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value)
}

function isSettingsObject(value: unknown): value is object {
  return (
    typeof value === 'object' &&
    value !== null &&
    !isList(value) &&
    !(value instanceof Secret) &&
    !(value instanceof Date)
  )
}
