import { receive } from '../../core/intake/intake.ts'
import type { Core } from '../../core/kernel/core.ts'
import type { IncomingMessage } from '../../core/ticket/message.ts'
import { mailFrom } from './world.ts'

/** Georges Lefèvre has no e-mail address: he calls, and a colleague records what he says. */
export async function callOfGeorges(core: Core, given: Partial<IncomingMessage> = {}) {
  const [received] = await receive(core, [
    {
      ...mailFrom('Georges Lefèvre', '', {
        subject: 'Machine à laver en panne',
        text: 'Ma machine à laver, livrée lundi, ne démarre pas et le vendeur ne répond pas.',
        receivedAt: core.clock.now(),
      }),
      door: 'call',
      from: { kind: 'telephone', value: '+33478421563', name: 'Georges Lefèvre' },
      standing: 'unproven',
      raw: null,
      mail: null,
      ...given,
    },
  ])
  if (!received) throw new Error('Nothing was received.')
  return received
}
