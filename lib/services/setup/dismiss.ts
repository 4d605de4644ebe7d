import type { DismissSetupInput, SetupView } from '@/lib/contract/setup';
import { writeAudit } from '../audit';
import { type Ctx, permit } from '../context';
import { inTransaction } from '../transaction';
import { readSetup } from './read';

/** Takes the wizard off everybody's overview, or brings it back. The page itself stays where it is. */
export async function dismissSetup(ctx: Ctx, { dismissed }: DismissSetupInput): Promise<SetupView> {
  permit(ctx, 'setup.change');
  return inTransaction(ctx, async (tx, now) => {
    const change = {
      setupDismissedAt: dismissed ? now : null,
      setupDismissedBy: dismissed ? ctx.actor.id : null,
    };
    await tx.installation.upsert({ where: { id: 1 }, create: change, update: change });
    await writeAudit(tx, ctx, now, {
      event: dismissed ? 'setup.dismissed' : 'setup.resumed',
      subject: { kind: 'installation', id: 'setup' },
    });
    return readSetup({ ...ctx, tx });
  });
}
