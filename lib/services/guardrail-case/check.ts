import type { Tx } from '@/lib/db/client';
import { type CaseAnswer, caseAnswer } from '@/lib/domain/guardrail-case';
import { rulesOfText } from '../guardrail/rules';
import { loadTierRules } from '../tier/rules';
import { callOfCase } from './view';

export type CheckedCase = {
  id: string;
  name: string;
  expected: CaseAnswer;
  says: CaseAnswer;
  holds: boolean;
};

/** What a text says to each of its guardrail's cases. */
export async function checkCases(db: Tx, guardrail: string, text: string): Promise<CheckedCase[]> {
  const rows = await db.guardrailCase.findMany({ where: { guardrail }, orderBy: { id: 'asc' } });
  if (rows.length === 0) return [];
  const rules = await rulesOfText(guardrail, text);
  const rulesOf = await loadTierRules(db);
  return rows.map((row) => {
    const says = caseAnswer(rules, callOfCase(row), rulesOf);
    return { id: row.id, name: row.name, expected: row.expected, says, holds: says === row.expected };
  });
}
