import { compileGuardrail } from '@/lib/cedar/guardrail';
import type { Tx } from '@/lib/db/client';
import type { GuardrailRule } from '@/lib/domain/guardrail';

/** The rules of one text of a guardrail, whatever is stored. What cannot be compiled denies. */
export async function rulesOfText(name: string, text: string, version = 0): Promise<GuardrailRule[]> {
  return (await compileGuardrail({ name, version }, text)).rules;
}

/** Every rule that is enforced now. */
export async function enforcedRules(db: Tx): Promise<GuardrailRule[]> {
  const rows = await db.guardrailVersion.findMany({
    where: { state: 'enforced' },
    orderBy: { guardrail: 'asc' },
    select: { guardrail: true, version: true, text: true },
  });
  const compiled = await Promise.all(
    rows.map(({ guardrail, version, text }) => rulesOfText(guardrail, text, version)),
  );
  return compiled.flat();
}
