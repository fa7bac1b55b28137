import { createPrivateKey, createPublicKey, generateKeyPair, type KeyObject, randomUUID } from 'node:crypto'
import { promisify } from 'node:util'
import type { Core } from '../kernel/core.ts'
import { openSealedText, sealText } from '../kernel/sealed-text.ts'

/**
 * The chat agent's identity without Azure: an app id of its own, and the key pair it and our channel sign
 * with.
 */
export interface ChatIdentity {
  appId: string
  keyId: string
  privateKey: KeyObject
  publicKey: KeyObject
}

const SEALED_FOR = 'chat-identity'
const KEY_BITS = 2048

/**
 * Returns the stored identity, the same for every process; created at the first start.
 * An identity that no secret key decrypts any more (its key was removed) is replaced: nothing outside this
 * program knows it.
 */
export async function chatIdentity(core: Core): Promise<ChatIdentity> {
  const stored = await readIdentity(core)
  if (stored) return stored
  const made = await makeIdentity()
  const row = {
    app_id: made.appId,
    key_id: made.keyId,
    public_key: JSON.stringify(made.publicKey.export({ format: 'jwk' })),
    sealed_private_key: sealText(
      core.settings.secretKeys,
      SEALED_FOR,
      made.privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
    ),
    created_at: core.clock.now(),
  }
  return core.db.transaction().execute(async (trx) => {
    await trx
      .insertInto('chat_identity')
      .values({ id: 1, ...row })
      .onConflict((conflict) => conflict.column('id').doNothing())
      .execute()
    await trx.selectFrom('chat_identity').select('id').forUpdate().execute()
    // Another process may have been faster.
    const other = await readIdentity({ ...core, db: trx })
    if (other) return other
    await trx.updateTable('chat_identity').set(row).where('id', '=', 1).execute()
    return made
  })
}

async function readIdentity(core: Pick<Core, 'db' | 'settings'>): Promise<ChatIdentity | undefined> {
  const row = await core.db.selectFrom('chat_identity').selectAll().executeTakeFirst()
  if (!row) return undefined
  const pem = openSealedText(core.settings.secretKeys, SEALED_FOR, row.sealed_private_key)
  if (pem === null) return undefined
  const privateKey = createPrivateKey(pem)
  return { appId: row.app_id, keyId: row.key_id, privateKey, publicKey: createPublicKey(privateKey) }
}

async function makeIdentity(): Promise<ChatIdentity> {
  const keys = await promisify(generateKeyPair)('rsa', { modulusLength: KEY_BITS })
  return { appId: randomUUID(), keyId: randomUUID(), ...keys }
}
