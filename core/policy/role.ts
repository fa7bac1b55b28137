import { ROLES, type Role } from '../../db/column-values.ts'

export { ROLES, type Role }

/** Returns true for one of the four role names. */
export function isRole(text: string): text is Role {
  return (ROLES as readonly string[]).includes(text)
}
