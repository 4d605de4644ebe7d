import { expect, test } from 'vitest';
import { labelsAfter } from './chain';
import { decide } from './decide';
import { agent, call, entitlement, facts, grant, now, scope, task, tool } from './decide.fixture';
import type { Facts, ToolCall } from './facts';
import { type Labels, NO_LABELS } from './labels';
import { SHIPPED_TIERS } from './risk-tier';

const touched: Labels = {
  sensitivity: 'confidential',
  untrusted: true,
  systems: ['mail'],
  agents: ['invoice-bot'],
};
const sends: Facts = {
  ...facts,
  task: { ...task, actionClasses: ['send'], labels: touched, known: { ...task.known } },
  tool: { ...tool, actionClass: 'send', zone: 'external', sensitiveArguments: ['to'] },
};
const wide = { ...scope, actionClasses: ['send' as const] };
const withScope = (
  more: Partial<typeof scope>,
  tier: 'low' | 'moderate' | 'high' | 'critical',
  origin: string,
) => {
  const both = { ...wide, ...more };
  const given: Facts = {
    ...sends,
    agent: {
      ...agent,
      tier,
      // The matrix would ask a person for other reasons.
      rules: SHIPPED_TIERS.low,
      entitlements: [{ ...entitlement, scope: both }],
    },
    task: {
      ...task,
      actionClasses: ['send'],
      labels: touched,
      grants: [{ ...grant, scope: both }],
      known: {
        purpose: 'Send the report to ben@example.org',
        inPurpose: (form) => origin === 'purpose' && form === 'ben@example.org',
        hasStood: (kind, form) => kind === origin && form === 'ben@example.org',
      },
    },
  };
  return decide({ ...call, arguments: { to: 'Ben <ben@example.org>' } }, given, now);
};

const LISTED = { arguments: { to: { in: ['Ben <ben@example.org>'], otherwise: 'deny' as const } } };
const table: [tier: 'low' | 'moderate' | 'high' | 'critical', origin: string, reasons: string[]][] = [
  ['moderate', 'purpose', []],
  ['moderate', 'trusted', []],
  ['moderate', 'pointed_at', []],
  ['low', 'pointed_at', []],
  ['high', 'purpose', []],
  ['high', 'trusted', []],
  ['high', 'pointed_at', ['exfiltration_path', 'untrusted_argument']],
  ['moderate', 'untrusted', ['exfiltration_path', 'untrusted_argument']],
  ['moderate', 'nowhere', ['exfiltration_path', 'untrusted_argument']],
  ['moderate', 'instructed', ['intent_drift', 'exfiltration_path', 'untrusted_argument']],
  ['low', 'instructed', ['intent_drift', 'exfiltration_path', 'untrusted_argument']],
  ['critical', 'purpose', ['exfiltration_path']],
  ['critical', 'instructed', ['intent_drift', 'exfiltration_path', 'untrusted_argument']],
];
for (const [tier, origin, reasons] of table) {
  const outcome = reasons.length === 0 ? 'allow' : tier === 'critical' ? 'deny' : 'escalate';
  test(`confidential data to a destination from ${origin}, tier ${tier}: ${outcome}`, () => {
    const verdict = withScope({}, tier, origin);
    expect(new Set(verdict.reasons.map(({ code }) => code))).toEqual(new Set(reasons));
    expect(verdict.outcome).toBe(outcome);
    expect(verdict.chain.origins).toEqual([{ path: 'to', text: 'ben@example.org', origin }]);
  });
}

for (const tier of ['low', 'moderate', 'high', 'critical'] as const) {
  test(`what the scope lists is settled, tier ${tier}`, () => {
    expect(withScope(LISTED, tier, 'purpose')).toMatchObject({ outcome: 'allow' });
    expect(
      withScope({ arguments: { to: { pattern: '**', otherwise: 'deny' } } }, 'high', 'nowhere').outcome,
    ).toBe('escalate');
  });
}

test('before untrusted content was taken in, an argument from nowhere is the person’s own word', () => {
  const clean = { ...touched, untrusted: false, sensitivity: 'internal' as const };
  const grants = [{ ...grant, scope: wide }];
  const given: Facts = {
    ...sends,
    agent: { ...agent, entitlements: [{ ...entitlement, scope: wide }] },
    task: { ...task, actionClasses: ['send'], labels: clean, grants },
  };
  const asked: ToolCall = { ...call, arguments: { to: 'ben@example.org' } };
  expect(decide(asked, given, now)).toMatchObject({ outcome: 'allow', chain: { origins: [] } });
});

test('a call that could name a destination and names none sends to nobody new', () => {
  const given: Facts = {
    ...sends,
    agent: { ...agent, entitlements: [{ ...entitlement, scope: wide }] },
    task: {
      ...task,
      purpose: 'Pay',
      actionClasses: ['send'],
      labels: touched,
      grants: [{ ...grant, scope: wide }],
      known: { ...task.known, purpose: 'Pay the rent' },
    },
  };
  expect(decide({ ...call, arguments: { id: 7 } }, given, now).outcome).toBe('allow');
  const nameless = { ...given, tool: { ...tool, ...sends.tool, sensitiveArguments: [] } as Facts['tool'] };
  expect(decide({ ...call, arguments: { id: 7 } }, nameless, now).reason).toBe('exfiltration_path');
});

test('labels stay on the task whatever becomes of the call, and the contexts it read join them', () => {
  const reads: ToolCall = { ...call, reads: ['ctx_1'] };
  const contexts = [{ id: 'ctx_1', labels: { ...NO_LABELS, systems: ['erp'], untrusted: true }, openTo: [] }];
  const own: Facts = { ...facts, contexts, task: { ...task, labels: touched } };
  const unknownTool = decide(reads, { ...own, tool: null }, now);
  expect(unknownTool.outcome).toBe('deny');
  const joined = { ...touched, systems: ['erp', 'mail'] };
  expect(labelsAfter(unknownTool.chain, null, 'invoice-bot', false)).toEqual(joined);
  const allowed = decide(reads, own, now);
  expect(labelsAfter(allowed.chain, tool, 'invoice-bot', true).systems).toEqual(['crm', 'erp', 'mail']);
});
