/** What a member may do. Reading a sensitive lane is not a role: see clearance.ts. */
export const ROLES = ['agent', 'investigator', 'supervisor', 'administrator'] as const

export type Role = (typeof ROLES)[number]

/** Returns true for one of the four role names. */
export function isRole(text: string): text is Role {
  return (ROLES as readonly string[]).includes(text)
}
