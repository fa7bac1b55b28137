import type { Core } from '../kernel/core.ts'
import { MINUTE } from '../kernel/duration.ts'
import { type ApiTokenId, type MemberId, newId } from '../kernel/id.ts'
import { Problem } from '../kernel/problem.ts'
import { hashToken, mintToken } from '../kernel/secret-token.ts'
import { recordAudit } from '../member/audit-log.ts'
import { SENSITIVE_LANES, type SensitiveLane } from '../policy/category.ts'

/** What another system may do. Sensitive lanes are not scopes: they are granted one by one beside them. */
export const API_SCOPES = ['tickets:read', 'tickets:write', 'messages:write', 'sellers:write'] as const
export type ApiScope = (typeof API_SCOPES)[number]

/** A system with a valid token. */
export interface ApiCaller {
  tokenId: ApiTokenId
  name: string
  scopes: readonly ApiScope[]
  /** Sensitive lanes it may read and write besides the ordinary categories. */
  lanes: readonly SensitiveLane[]
}

/** A token as administrators see it; the token itself is not stored. */
export interface ApiToken extends ApiCaller {
  createdBy: string | null
  createdAt: Date
  lastUsedAt: Date | null
  revokedAt: Date | null
}

const MARK = 'agf_'
const LONGEST_NAME = 100
// Writing a row on every request would cost more than the request.
const USE_NOTED_EVERY = MINUTE

/**
 * Creates a token and returns it, this once: only its hash is stored. Throws `invalid-input` without a name or a scope,
 * and `not-allowed` for lanes its creator is not cleared for. Nobody opens to a machine what they may not read.
 */
export async function createApiToken(
  core: Core,
  wanted: {
    name: string
    scopes: readonly ApiScope[]
    lanes: readonly SensitiveLane[]
    createdBy: MemberId
    cleared: readonly SensitiveLane[]
  },
): Promise<{ id: ApiTokenId; token: string }> {
  const name = wanted.name.trim().slice(0, LONGEST_NAME)
  if (name === '')
    throw new Problem('invalid-input', 'Give the token the name of the system that will use it.')
  if (wanted.scopes.length === 0) throw new Problem('invalid-input', 'Choose what the token is for.')
  if (wanted.lanes.some((lane) => !wanted.cleared.includes(lane)))
    throw new Problem('not-allowed', 'You can only open lanes to a token that you are cleared for yourself.')
  const now = core.clock.now()
  const token = `${MARK}${mintToken()}`
  const id = newId<'api-token'>(now)
  const { scopes, lanes, createdBy } = wanted
  await core.db.transaction().execute(async (trx) => {
    await trx
      .insertInto('api_tokens')
      .values({
        id,
        name,
        token_hash: hashToken(token),
        scopes: JSON.stringify(scopes),
        lanes: JSON.stringify(lanes),
        created_by: createdBy,
        created_at: now,
      })
      .execute()
    const change = { kind: 'token-made', subject: name, detail: { scopes, lanes } } as const
    await recordAudit(trx, { ...change, reason: null, by: createdBy, at: now })
  })
  return { id, token }
}

/** Returns the caller with this token; undefined when unknown or revoked. Records its use, about once a minute. */
export async function findApiCaller(core: Core, token: string): Promise<ApiCaller | undefined> {
  if (!token.startsWith(MARK)) return undefined
  const row = await core.db
    .selectFrom('api_tokens')
    .select(['id', 'name', 'scopes', 'lanes', 'last_used_at'])
    .where('token_hash', '=', hashToken(token))
    .where('revoked_at', 'is', null)
    .executeTakeFirst()
  if (!row) return undefined
  const now = core.clock.now()
  if (!row.last_used_at || now.getTime() - row.last_used_at.getTime() >= USE_NOTED_EVERY) {
    await core.db.updateTable('api_tokens').set({ last_used_at: now }).where('id', '=', row.id).execute()
  }
  return { tokenId: row.id, name: row.name, ...allowed(row) }
}

/** Returns all tokens, those in use first, then the newest. */
export async function listApiTokens(core: Pick<Core, 'db'>): Promise<ApiToken[]> {
  const rows = await core.db
    .selectFrom('api_tokens')
    .leftJoin('members', 'members.id', 'api_tokens.created_by')
    .selectAll('api_tokens')
    .select('members.name as maker')
    .orderBy('revoked_at', (order) => order.desc().nullsFirst())
    .orderBy('api_tokens.id', 'desc')
    .execute()
  return rows.map((row) => ({
    tokenId: row.id,
    name: row.name,
    ...allowed(row),
    createdBy: row.maker,
    createdAt: row.created_at,
    lastUsedAt: row.last_used_at,
    revokedAt: row.revoked_at,
  }))
}

/** Revokes a token; the next request with it is refused. Throws `already-done` when it is revoked or unknown. */
export async function revokeApiToken(
  core: Core,
  given: { tokenId: ApiTokenId; memberId: MemberId },
): Promise<void> {
  const at = core.clock.now()
  await core.db.transaction().execute(async (trx) => {
    const revoked = await trx
      .updateTable('api_tokens')
      .set({ revoked_at: at, revoked_by: given.memberId })
      .where('id', '=', given.tokenId)
      .where('revoked_at', 'is', null)
      .returning('name')
      .executeTakeFirst()
    if (!revoked) throw new Problem('already-done', 'This token is not in use any more.')
    const change = { kind: 'token-revoked', subject: revoked.name, detail: {}, reason: null } as const
    await recordAudit(trx, { ...change, by: given.memberId, at })
  })
}

function allowed(row: { scopes: string[]; lanes: string[] }): Pick<ApiCaller, 'scopes' | 'lanes'> {
  return {
    scopes: API_SCOPES.filter((scope) => row.scopes.includes(scope)),
    lanes: SENSITIVE_LANES.filter((lane) => row.lanes.includes(lane)),
  }
}
