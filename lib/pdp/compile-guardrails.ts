import { compileGuardrail } from '@/lib/cedar/guardrail';
import type { GuardrailRow } from '@/lib/db/live/load-config';
import type { GuardrailRule, Guardrails } from '@/lib/domain/guardrail';

const MAX_COMPILED = 1000;
/** By name, version and text: a changed configuration compiles only what has changed. */
const compiled = new Map<string, GuardrailRule[]>();

/**
 * The guardrails that are enforced and in shadow, as functions. Never rejects. INVARIANT (deny-by-default):
 * one that cannot be compiled denies what it governs, and this is said where an operator looks.
 */
export async function compileGuardrails(rows: readonly GuardrailRow[]): Promise<Guardrails> {
  const enforced: GuardrailRule[] = [];
  const shadow: GuardrailRule[] = [];
  for (const row of rows) (row.state === 'enforced' ? enforced : shadow).push(...(await rulesOf(row)));
  return { enforced, shadow };
}

async function rulesOf(row: GuardrailRow): Promise<readonly GuardrailRule[]> {
  const key = JSON.stringify([row.name, row.version, row.text]);
  const known = compiled.get(key);
  if (known !== undefined) return known;
  const { rules, broken } = await compileGuardrail(row, row.text);
  if (broken !== null) {
    console.error(`guardrail ${row.name}, version ${row.version}, cannot be compiled and denies: ${broken}`);
    // Not kept: what was wrong may be Cedar's loading, which the next reading tries again.
    return rules;
  }
  if (compiled.size >= MAX_COMPILED) compiled.clear();
  compiled.set(key, rules);
  return rules;
}
