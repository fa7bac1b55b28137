import { expect, it } from 'vitest'
import { receive } from '../../../core/intake/intake.ts'
import { HOUR } from '../../../core/kernel/duration.ts'
import { createMember } from '../../../core/member/member.ts'
import { recategorise } from '../../../core/ticket-actions/assign.ts'
import { correctedMessages } from '../../../core/training/correction.ts'
import { modelInUse, readModelBytes, revertModel } from '../../../core/training/model-store.ts'
import { followModelInUse, type RetrainingResult, retrain } from '../../../core/training/retraining.ts'
import { describeOnEachDatabase } from '../../servers/database.ts'
import { confirmCorrection, proposeCorrection } from '../../world/customer-correction.ts'
import { mailFrom, openWorld } from '../../world/world.ts'

describeOnEachDatabase('A correction', (database) => {
  const { core, clock } = openWorld(database)
  const lea = async () =>
    (
      await createMember(core, {
        name: 'Léa Martin',
        email: 'lea@agafort.example',
        role: 'agent',
        language: 'fr',
      })
    ).id
  const ticket = async (text: string) => {
    const [received] = await receive(core, [
      mailFrom('Marie', 'marie@courriel.example', { subject: 'Souci', text }),
    ])
    if (!received) throw new Error('nothing was received')
    return received.ticketId
  }
  const learned = (bytes: string, refusedBecause: string | null = null) => ({
    learn: async (): Promise<RetrainingResult> => ({
      bytes: Buffer.from(bytes),
      examples: 4800,
      figures: { before: 0.9, after: 0.91 },
      refusedBecause,
    }),
  })

  it('by an agent is kept with who, when, from and to, and teaches', async () => {
    const memberId = await lea()
    const ticketId = await ticket('Merci pour tout, bonne journée')
    clock.advance(HOUR)
    await recategorise(core, { ticketId, memberId, category: 'legal' })
    const [correction] = await database.db.selectFrom('corrections').selectAll().execute()
    expect(correction).toMatchObject({
      to_category: 'legal',
      proposed_by: 'member',
      confirmed_by: memberId,
      at: clock.now(),
    })
    expect(await correctedMessages(database.db)).toEqual([
      { subject: 'Souci', text: 'Merci pour tout, bonne journée', category: 'legal' },
    ])
  })

  it('counts by its last word when a ticket was corrected twice', async () => {
    const memberId = await lea()
    const ticketId = await ticket('Une facture que je ne comprends pas')
    await recategorise(core, { ticketId, memberId, category: 'fraud' })
    clock.advance(HOUR)
    await recategorise(core, { ticketId, memberId, category: 'account' })
    expect((await correctedMessages(database.db)).map(({ category }) => category)).toEqual(['account'])
  })

  it('by a customer teaches only once an agent has confirmed it', async () => {
    const memberId = await lea()
    const ticketId = await ticket('Ce n’est pas une question de compte')
    const correctionId = await proposeCorrection(core, { ticketId, from: 'account', to: 'privacy' })
    expect(await correctedMessages(database.db)).toEqual([])
    await confirmCorrection(core, { correctionId, memberId })
    expect(await correctedMessages(database.db)).toHaveLength(1)
  })

  it('leads to a new model, used by every process at once, and the one before stays to go back to', async () => {
    const memberId = await lea()
    const used: (string | null)[] = []
    const follow = followModelInUse(core, (bytes) => used.push(bytes?.toString() ?? null))
    expect(await retrain(core, learned('one'))).toBe('nothing-new')
    await recategorise(core, { ticketId: await ticket('Premier'), memberId, category: 'fraud' })
    clock.advance(HOUR)
    expect(await retrain(core, learned('one'))).toBe('accepted')
    expect(await retrain(core, learned('again'))).toBe('nothing-new')
    expect([await follow(), await follow()]).toEqual([true, false])
    clock.advance(HOUR)
    await recategorise(core, { ticketId: await ticket('Second'), memberId, category: 'legal' })
    clock.advance(HOUR)
    expect(await retrain(core, learned('two'))).toBe('accepted')
    await follow()
    await revertModel(core, { kind: 'member', id: memberId })
    await follow()
    expect(used).toEqual(['one', 'two', 'one'])
    const { modelId } = await modelInUse(database.db)
    expect(modelId && (await readModelBytes(database.db, modelId)).toString()).toBe('one')
  })

  it('that makes the frozen evaluation set worse is kept, and its model is not used', async () => {
    const memberId = await lea()
    await recategorise(core, { ticketId: await ticket('Piège'), memberId, category: 'legal' })
    clock.advance(HOUR)
    expect(await retrain(core, learned('worse', 'accuracy fell from 0.91 to 0.88'))).toBe('refused')
    expect((await modelInUse(database.db)).number).toBe(0)
    const [kept] = await database.db.selectFrom('learned_models').select('refused_because').execute()
    expect(kept?.refused_because).toContain('0.88')
    expect(await retrain(core, learned('worse'))).toBe('nothing-new')
  })

  it('of a model that cannot be read leaves the present one in use', async () => {
    const memberId = await lea()
    await recategorise(core, { ticketId: await ticket('Troisième'), memberId, category: 'fraud' })
    clock.advance(HOUR)
    await retrain(core, learned('damaged'))
    const follow = followModelInUse(core, () => {
      throw new Error('not a model')
    })
    expect([await follow(), await follow()]).toEqual([true, false])
  })
})
