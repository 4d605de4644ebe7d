import { compileGuardrail } from '@/lib/cedar/guardrail';
import type { Tx } from '@/lib/db/client';
import { refused } from '../errors';

/**
 * Throws when nothing that is enforced permits anything: that would deny every call of every agent, which
 * is what a stop is for, and can be told from a mistake.
 */
export async function refuseWithoutPermit(tx: Tx): Promise<void> {
  const rows = await tx.guardrailVersion.findMany({ where: { state: 'enforced' } });
  for (const { guardrail, version, text } of rows) {
    const { rules } = await compileGuardrail({ name: guardrail, version }, text);
    if (rules.some(({ effect }) => effect === 'permit')) return;
  }
  throw refused({
    code: 'last_permit',
    message: 'no guardrail would permit anything any more; enforce another permit first, or stop everything',
  });
}
