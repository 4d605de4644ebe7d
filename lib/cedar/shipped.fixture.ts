import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { PolicyJson } from '@cedar-policy/cedar-wasm/nodejs';
import type { GuardrailRule, Guardrails } from '@/lib/domain/guardrail';
import { cedar } from './engine';
import { compileGuardrail } from './guardrail';

const folder = fileURLToPath(new URL('../../prisma/guardrails/', import.meta.url));

/** The texts that an installation starts with, by name. */
export const shippedTexts: ReadonlyMap<string, string> = new Map(
  readdirSync(folder)
    .filter((file) => file.endsWith('.cedar'))
    .sort()
    .map((file) => [file.slice(0, -'.cedar'.length), readFileSync(`${folder}${file}`, 'utf8')]),
);

/** The rules of texts, as version 1. Throws for one that cannot be compiled. */
export async function rulesFrom(
  texts: Iterable<readonly [name: string, text: string]>,
): Promise<GuardrailRule[]> {
  const all: GuardrailRule[] = [];
  for (const [name, text] of texts) {
    const { rules, broken } = await compileGuardrail({ name, version: 1 }, text);
    if (broken !== null) throw new Error(`${name}: ${broken}`);
    all.push(...rules);
  }
  return all;
}

export const shippedGuardrails: Guardrails = { enforced: await rulesFrom(shippedTexts), shadow: [] };

/** The same as Cedar reads them. */
export async function shippedPolicies(): Promise<PolicyJson[]> {
  const engine = await cedar();
  return [...shippedTexts.values()].flatMap((text) => {
    const parts = engine.policySetTextToParts(text);
    if (parts.type === 'failure') throw new Error(JSON.stringify(parts.errors));
    return parts.policies.map((policy) => {
      const answer = engine.policyToJson(policy);
      if (answer.type === 'failure') throw new Error(JSON.stringify(answer.errors));
      return answer.json;
    });
  });
}
