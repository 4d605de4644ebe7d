import { describe, expect, test } from 'vitest';
import { ACTION_CLASSES, type ActionClass } from './action-class';
import type { JsonObject } from './argument';
import { DRIFT_LIMITS, driftOf } from './drift';
import { knownFromPurpose } from './provenance';
import { RISK_TIERS } from './risk-tier';

const drift = (
  purpose: string,
  actionClass: ActionClass,
  more: { args?: JsonObject; sensitive?: string[]; declared?: ActionClass[]; instructed?: string } = {},
): number =>
  driftOf({
    tool: { actionClass, sensitiveArguments: more.sensitive ?? [] },
    arguments: more.args ?? {},
    declared: more.declared ?? [...ACTION_CLASSES],
    known: {
      ...knownFromPurpose(purpose),
      hasStood: (kind, form) => kind === 'instructed' && form === more.instructed,
    },
  });

const rows: [name: string, own: number, expected: number][] = [
  ['a read, whatever it is', drift('Pay the bill', 'read'), 0],
  ['a deletion nobody asked for', drift('What is in my calendar?', 'delete'), 83],
  [
    'the same, where deleting is the only thing that was declared',
    drift('Tidy', 'delete', { declared: ['delete'] }),
    0,
  ],
  ['the same, one of two', drift('Tidy', 'delete', { declared: ['read', 'delete'] }), 50],
  ['the same, not declared at all', drift('Tidy', 'delete', { declared: ['read'] }), 100],
  ['a deletion that the purpose speaks of', drift('Find and delete the largest file', 'delete'), 0],
  ['a deletion that it speaks of in German', drift('Bitte lösche die alten Dateien', 'delete'), 0],
  ['a write nobody asked for weighs half', drift('What is in my calendar?', 'write'), 42],
  ['what the purpose names', drift('Handle report-7.pdf', 'delete', { args: { file: 'report-7.pdf' } }), 0],
  ['what is too short to be named', drift('Handle all 13 files', 'delete', { args: { id: '13' } }), 83],
  [
    'what a stranger commanded, although the purpose speaks of such deeds',
    drift('Send the minutes', 'send', {
      args: { to: 'eve@example.org' },
      sensitive: ['to'],
      instructed: 'eve@example.org',
    }),
    100,
  ],
  [
    'a stranger’s words in what is no sensitive argument',
    drift('Send the minutes', 'send', {
      args: { subject: 'urgent' },
      sensitive: ['to'],
      instructed: 'urgent',
    }),
    0,
  ],
  [
    'a tool that could reach somebody and reaches nobody',
    drift('Follow the file', 'send', { args: { id: 7 }, sensitive: ['to'] }),
    42,
  ],
];
describe('how far a call drifts', () => {
  for (const [name, own, expected] of rows) test(`${expected}: ${name}`, () => expect(own).toBe(expected));
});

test('the riskier the agent, the sooner a person is asked', () => {
  for (const [i, tier] of RISK_TIERS.entries()) {
    const next = RISK_TIERS[i + 1];
    if (next === undefined) continue;
    expect(DRIFT_LIMITS[tier].own).toBeGreaterThan(DRIFT_LIMITS[next].own);
    expect(DRIFT_LIMITS[tier].accumulated).toBeGreaterThan(DRIFT_LIMITS[next].accumulated);
  }
});
