import type { Core } from '../../core/kernel/core.ts'
import type { CorrectionId, MemberId, TicketId } from '../../core/kernel/id.ts'
import type { Category } from '../../core/policy/category.ts'
import { proposeCorrectionIn } from '../../core/training/correction.ts'

/** A category a customer proposes, as the chat records it. */
export function proposeCorrection(
  core: Core,
  proposed: { ticketId: TicketId; from: Category; to: Category },
): Promise<CorrectionId> {
  return core.db.transaction().execute((trx) => proposeCorrectionIn(trx, proposed, core.clock.now()))
}

/** A proposal as it stands once a member has confirmed it. */
export async function confirmCorrection(
  core: Core,
  confirmed: { correctionId: CorrectionId; memberId: MemberId },
): Promise<void> {
  await core.db
    .updateTable('corrections')
    .set({ confirmed_by: confirmed.memberId, confirmed_at: core.clock.now() })
    .where('id', '=', confirmed.correctionId)
    .executeTakeFirstOrThrow()
}
