/** Where a setting stands: `['mailboxes', 0, 'host']`. */
export type SettingPath = readonly PropertyKey[]

/** `mailboxes[0].host` */
export function settingName(path: SettingPath): string {
  return path
    .map((key, index) => (typeof key === 'number' ? `[${key}]` : `${index ? '.' : ''}${String(key)}`))
    .join('')
}

/** The value a path leads to, or undefined. */
export function valueAt(input: unknown, path: SettingPath): unknown {
  return path.reduce(
    (value: unknown, key) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, key)
        ? Reflect.get(value, key)
        : undefined,
    input,
  )
}

/** Settings as a file has them, not yet checked. */
export type Group = Record<PropertyKey, unknown>

/** True for `{ … }`. */
export function isGroup(value: unknown): value is Group {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Sets the value a path leads to; undefined removes it, so that the schema's default takes its place. */
export function put(settings: Group, path: SettingPath, value: unknown): void {
  let here: unknown = settings
  for (const key of path.slice(0, -1)) {
    if (typeof here !== 'object' || here === null) return
    if (!Object.hasOwn(here, key)) Reflect.set(here, key, {})
    here = Reflect.get(here, key)
  }
  const last = path.at(-1)
  if (last === undefined || typeof here !== 'object' || here === null) return
  if (value === undefined) Reflect.deleteProperty(here, last)
  else Reflect.set(here, last, value)
}

/** True when `path` is `start` or within it. */
export function startsWith(path: SettingPath, start: SettingPath): boolean {
  return start.every((key, index) => path[index] === key)
}
