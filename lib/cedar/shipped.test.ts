import { expect, test } from 'vitest';
import { ACTION_CLASSES } from '@/lib/domain/action-class';
import { askGuardrails, type GuardrailInput } from '@/lib/domain/guardrail';
import { isConfidential } from '@/lib/domain/labels';
import { type ArgumentOrigin, originInWords, vouches } from '@/lib/domain/provenance';
import { type TierVerdict, tierVerdict } from '@/lib/domain/risk-tier';
import { SENSITIVITIES } from '@/lib/domain/sensitivity';
import { declaredClasses } from '@/lib/domain/task';
import { type Random, randomFrom, randomInput } from './oracle.fixture';
import { shippedGuardrails, shippedTexts } from './shipped.fixture';

type Said = { code: string; outcome: string; message: string };

/** What the guardrails are held against: the same rules as plain code, sentence by sentence. */
function plainly({ agent, task, tool, chain }: GuardrailInput): Said[] {
  const said: Said[] = [];
  const declared = declaredClasses(task);
  if (!declared.includes(tool.actionClass)) {
    const message = `this task declared ${declared.join(', ')}; ${tool.actionClass} was asked`;
    said.push({ code: 'class_shift', outcome: 'escalate', message });
  }
  const verdict = tierVerdict(agent.rules, tool.actionClass, tool.sensitivity);
  if (verdict === 'escalate') {
    const message = `a ${agent.tier} agent needs a person for ${tool.actionClass} of ${tool.sensitivity} data`;
    said.push({ code: 'tier_requires_approval', outcome: 'escalate', message });
  } else if (verdict !== 'allow') {
    const message = `a ${agent.tier} agent may not ${tool.actionClass} ${tool.sensitivity} data`;
    said.push({ code: 'tier_forbids', outcome: 'deny', message });
  }
  const { labels, leaves, origins } = chain;
  const doubtful = origins.find(({ origin }) => !vouches(origin, agent.tier));
  if (labels.untrusted && doubtful !== undefined) {
    said.push({ code: 'untrusted_argument', outcome: 'escalate', message: originInWords(doubtful) });
  }
  const isCritical = agent.tier === 'critical';
  const isSettled = ({ origin }: ArgumentOrigin) =>
    isCritical ? origin === 'allow_list' : vouches(origin, agent.tier);
  const isNamed = tool.sensitiveArguments.length > 0 && origins.every(isSettled);
  if (leaves && isConfidential(labels) && !isNamed) {
    const message = `the task has touched ${labels.sensitivity} data, and \`${tool.id}\` is in the ${tool.zone} zone`;
    said.push({ code: 'exfiltration_path', outcome: isCritical ? 'deny' : 'escalate', message });
  }
  return said;
}

/** A matrix of any verdicts, also with cells that are missing or that nobody knows. */
function randomMatrix({ pick }: Random): GuardrailInput['agent']['rules']['matrix'] {
  const verdicts = ['allow', 'escalate', 'deny', undefined, 'unheard of'] as TierVerdict[];
  const row = () => Object.fromEntries(SENSITIVITIES.map((name) => [name, pick(verdicts)]));
  return Object.fromEntries(ACTION_CLASSES.map((name) => [name, row()])) as ReturnType<typeof randomMatrix>;
}

const byCode = (a: Said, b: Said) => (a.code < b.code ? -1 : 1);

test('the shipped guardrails say what the rules say as plain code, word by word', () => {
  const random = randomFrom(3);
  const codes = new Set<string>();
  for (let i = 0; i < 20_000; i += 1) {
    const given = randomInput(random);
    const rules = random.chance(50)
      ? given.agent.rules
      : { ...given.agent.rules, matrix: randomMatrix(random) };
    const input = { ...given, agent: { ...given.agent, rules } };
    const { reasons, isPermitted } = askGuardrails(input, shippedGuardrails, false);
    expect([...reasons].sort(byCode)).toEqual(plainly(input).sort(byCode));
    expect(isPermitted).toBe(true);
    for (const { code } of reasons) codes.add(code);
  }
  expect([...codes].sort()).toEqual([...shippedTexts.keys()].filter((name) => name !== 'default_permit'));
});
