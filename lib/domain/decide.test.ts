import { describe, expect, test } from 'vitest';
import { decide } from './decide';
import {
  agent,
  ancestor,
  approved,
  call,
  child,
  entitlement,
  facts,
  grant,
  inMinutes,
  now,
  scope,
  task,
  tool,
} from './decide.fixture';
import { MOST_OPEN_DEFERRALS } from './deferral';
import type {
  AgentFacts,
  AncestorFacts,
  Facts,
  GrantFacts,
  RequestFacts,
  TaskFacts,
  ToolCall,
  ToolFacts,
} from './facts';
import type { GuardrailRule } from './guardrail';
import { NO_LABELS } from './labels';
import { REASON_CODES } from './reason';
import { MOST_PENDING_REQUESTS } from './request';
import { SHIPPED_TIERS } from './risk-tier';

type Change = {
  call?: Partial<ToolCall>;
  facts?: Partial<Facts>;
  agent?: Partial<AgentFacts>;
  task?: Partial<TaskFacts>;
  tool?: Partial<ToolFacts>;
  grant?: Partial<GrantFacts>;
};

/** The allowed call with one thing changed. */
function ask(change: Change) {
  const changed: Facts = {
    ...facts,
    agent: { ...agent, ...change.agent },
    task: { ...task, grants: [{ ...grant, ...change.grant }], ...change.task },
    tool: { ...tool, ...change.tool },
    ...change.facts,
  };
  return decide({ ...call, ...change.call }, changed, now);
}

test('a live grant of this task that covers the call allows it, with all three answers clear', () => {
  const verdict = ask({});
  expect(verdict).toMatchObject({ outcome: 'allow', reason: 'granted', reasons: [], spends: null });
  expect(verdict.answers).toEqual({
    intent: { verdict: 'clear', task: 'tsk_1', purpose: 'Q3 cleanup' },
    need: { verdict: 'clear', grant: 'grt_1', entitlement: 'ent_1' },
    end: { verdict: 'clear', endsAt: grant.endsAt, endsWith: 'grant' },
  });
  expect(verdict.until).toEqual(grant.endsAt);
});

test('a grant that ends with the task says so', () => {
  const verdict = ask({ grant: { endsAt: task.endsAt } });
  expect(verdict.answers.end).toMatchObject({ endsAt: task.endsAt, endsWith: 'task' });
});

const failing: GuardrailRule = {
  guardrail: 'broken',
  version: 1,
  effect: 'forbid',
  outcome: 'escalate',
  applies: () => {
    throw new Error('no such attribute');
  },
  message: () => '',
};

// Each row breaks one thing in the call above. `also` are reasons that follow from the same thing.
type Row = Change & { name: string; outcome: string; reason: string; also?: string[] };
const broken: Row[] = [
  { name: 'nobody knows the agent', facts: { agent: null }, outcome: 'deny', reason: 'agent_unknown' },
  { name: 'the agent is a draft', agent: { state: 'draft' }, outcome: 'deny', reason: 'agent_not_active' },
  {
    name: 'the agent is quarantined',
    agent: { state: 'quarantined' },
    outcome: 'deny',
    reason: 'agent_not_active',
  },
  { name: 'the agent is retired', agent: { state: 'retired' }, outcome: 'deny', reason: 'agent_not_active' },
  {
    name: 'neither owner is enabled',
    agent: { owner: { id: 'usr_ana', isEnabled: false }, backupOwner: null },
    outcome: 'deny',
    reason: 'agent_unowned',
  },
  {
    name: 'owner and backup owner are disabled',
    agent: { owner: { id: 'usr_ana', isEnabled: false }, backupOwner: { id: 'usr_bo', isEnabled: false } },
    outcome: 'deny',
    reason: 'agent_unowned',
  },
  {
    name: 'somebody was asked to answer for the agent, and this is no read',
    agent: { proposedOwnerId: 'usr_new' },
    tool: { actionClass: 'write' },
    task: { actionClasses: ['write'] },
    outcome: 'deny',
    reason: 'owner_not_accepted',
  },
  {
    name: 'the owner has left, and the backup owner has not accepted',
    agent: { owner: { id: 'usr_ana', isEnabled: false } },
    tool: { actionClass: 'write' },
    task: { actionClasses: ['write'] },
    outcome: 'deny',
    reason: 'owner_not_accepted',
  },
  {
    name: 'somebody was asked to answer for an agent whose tier leaves nothing meanwhile',
    agent: { proposedOwnerId: 'usr_new', rules: { ...SHIPPED_TIERS.moderate, onOwnerProposed: 'nothing' } },
    outcome: 'deny',
    reason: 'owner_not_accepted',
  },
  ...(
    [
      ['everything', null],
      ['agent', 'invoice-bot'],
      ['system', 'crm'],
      ['tool', 'crm/contacts.search'],
      ['owner', 'usr_ana'],
      ['tier', 'moderate'],
    ] as const
  ).map(([kind, targetId]) => ({
    name: `a stop covers ${kind}`,
    facts: { stops: [{ id: 'stp_1', kind, targetId }] },
    outcome: 'deny',
    reason: 'stopped',
  })),
  {
    name: 'the call names no task',
    call: { taskId: null },
    facts: { task: null },
    outcome: 'deny',
    reason: 'task_required',
  },
  { name: 'the task is not known', facts: { task: null }, outcome: 'deny', reason: 'task_unknown' },
  {
    name: 'the task is another agent’s',
    task: { agentId: 'other-bot' },
    outcome: 'deny',
    reason: 'task_unknown',
  },
  { name: 'the task is paused', task: { state: 'paused' }, outcome: 'deny', reason: 'task_not_running' },
  {
    name: 'the task is completed',
    task: { state: 'completed' },
    outcome: 'deny',
    reason: 'task_not_running',
  },
  {
    name: 'the task is cancelled',
    task: { state: 'cancelled' },
    outcome: 'deny',
    reason: 'task_not_running',
  },
  { name: 'the task ends this instant', task: { endsAt: now }, outcome: 'deny', reason: 'task_not_running' },
  {
    name: 'the tool is not in the inventory',
    facts: { tool: null },
    outcome: 'deny',
    reason: 'tool_unknown',
  },
  { name: 'the tool is blocked', tool: { state: 'blocked' }, outcome: 'deny', reason: 'tool_blocked' },
  {
    name: 'nobody has reviewed the tool',
    tool: { state: 'unreviewed', reviewedDigest: null },
    outcome: 'defer',
    reason: 'tool_unreviewed',
  },
  {
    name: 'the tool has changed since its review',
    tool: { state: 'unreviewed', digest: 'd2' },
    outcome: 'defer',
    reason: 'tool_changed',
  },
  {
    name: 'the arguments do not fit the schema',
    tool: { argumentsRefusal: () => 'q must be string' },
    outcome: 'deny',
    reason: 'arguments_invalid',
  },
  {
    name: 'there is no entitlement',
    agent: { entitlements: [] },
    outcome: 'deny',
    reason: 'outside_entitlement',
  },
  {
    name: 'the entitlement ends this instant',
    agent: { entitlements: [{ ...entitlement, endsAt: now }] },
    outcome: 'deny',
    reason: 'outside_entitlement',
  },
  {
    name: 'the entitlement has not begun',
    agent: { entitlements: [{ ...entitlement, startsAt: inMinutes(1) }] },
    outcome: 'deny',
    reason: 'outside_entitlement',
  },
  {
    name: 'the entitlement was revoked',
    agent: { entitlements: [{ ...entitlement, revokedAt: inMinutes(-1) }] },
    outcome: 'deny',
    reason: 'outside_entitlement',
  },
  {
    name: 'the entitlement’s ceiling is lower than the tool’s sensitivity',
    agent: { entitlements: [{ ...entitlement, scope: { ...scope, maxSensitivity: 'public' } }] },
    outcome: 'deny',
    reason: 'outside_entitlement',
  },
  { name: 'there is no grant', task: { grants: [] }, outcome: 'escalate', reason: 'grant_required' },
  {
    name: 'the grant was revoked',
    grant: { revokedAt: inMinutes(-1) },
    outcome: 'escalate',
    reason: 'grant_required',
  },
  {
    name: 'the grant comes from another entitlement',
    grant: { entitlementId: 'ent_2' },
    outcome: 'escalate',
    reason: 'grant_required',
  },
  {
    name: 'the grant is for another tool',
    grant: { scope: { ...scope, tools: ['orders.*'] } },
    outcome: 'escalate',
    reason: 'grant_required',
  },
  {
    name: 'the grant is for another resource',
    call: { resource: 'orders/42' },
    grant: { scope: { ...scope, resources: ['orders/4'] } },
    outcome: 'escalate',
    reason: 'grant_required',
  },
  {
    name: 'the grant names resources and the call none',
    grant: { scope: { ...scope, resources: ['orders/4'] } },
    outcome: 'escalate',
    reason: 'grant_required',
  },
  {
    name: 'the grant ends this instant',
    grant: { endsAt: now },
    outcome: 'escalate',
    reason: 'grant_expired',
  },
  {
    name: 'the grant has not begun',
    grant: { startsAt: inMinutes(1) },
    outcome: 'escalate',
    reason: 'grant_expired',
  },
  {
    name: 'the grant is used up',
    grant: { uses: 2, spent: 2 },
    outcome: 'escalate',
    reason: 'grant_exhausted',
  },
  {
    name: 'the data is more sensitive than the grant allows',
    grant: { scope: { ...scope, maxSensitivity: 'public' } },
    outcome: 'escalate',
    reason: 'sensitivity_exceeded',
  },
  {
    name: 'an argument is forbidden by the grant',
    grant: { scope: { ...scope, arguments: { q: { in: ['other'], otherwise: 'deny' } } } },
    outcome: 'deny',
    reason: 'argument_out_of_scope',
  },
  {
    name: 'an argument needs a person',
    grant: { scope: { ...scope, arguments: { q: { in: ['other'], otherwise: 'escalate' } } } },
    outcome: 'escalate',
    reason: 'argument_out_of_scope',
  },
  {
    name: 'an argument would have to be changed and the caller does not accept that',
    call: { arguments: { limit: 500 } },
    grant: { scope: { ...scope, arguments: { limit: { max: 100, otherwise: 'clamp' } } } },
    outcome: 'deny',
    reason: 'modify_not_accepted',
    also: ['argument_out_of_scope'],
  },
  {
    name: 'what the call waited for did not come in time',
    tool: { reviewedDigest: 'd0' },
    task: { deferrals: [{ digest: call.digest, expiresAt: now, isResolved: false }] },
    outcome: 'deny',
    reason: 'deferral_expired',
    also: ['tool_changed'],
  },
  {
    name: 'the approval that it names is of another task',
    tool: { actionClass: 'write' },
    call: { approvalId: 'esc_9' },
    outcome: 'deny',
    reason: 'approval_unverifiable',
    also: ['class_shift'],
  },
  ...(
    [
      ['approval_expired', { state: 'pending', expiresAt: now }],
      ['approval_revoked', { state: 'approved' }],
      ['approval_denied', { state: 'denied' }],
      ['out_of_scope', { state: 'pending', digest: 'digest-2' }],
    ] as const
  ).map(
    ([reason, change]): Row => ({
      name: `the approval that it names is none (${reason})`,
      tool: { actionClass: 'write' },
      task: {
        requests: [{ id: 'esc_1', digest: 'digest-1', expiresAt: inMinutes(5), answer: null, ...change }],
      },
      call: { approvalId: 'esc_1' },
      outcome: 'deny',
      reason,
      also: ['class_shift'],
    }),
  ),
  {
    name: 'too many calls of the task wait for people already',
    tool: { actionClass: 'write' },
    task: {
      requests: Array.from({ length: MOST_PENDING_REQUESTS }, (_, i) => ({
        id: `esc_${i}`,
        digest: `other-${i}`,
        state: 'pending' as const,
        expiresAt: inMinutes(5),
        answer: null,
      })),
    },
    outcome: 'deny',
    reason: 'too_many_escalated',
    also: ['class_shift'],
  },
  {
    name: 'too many calls of the task wait already',
    tool: { reviewedDigest: 'd0' },
    task: {
      deferrals: Array.from({ length: MOST_OPEN_DEFERRALS }, (_, i) => ({
        digest: `other-${i}`,
        expiresAt: inMinutes(1),
        isResolved: false,
      })),
    },
    outcome: 'deny',
    reason: 'too_many_deferred',
    also: ['tool_changed'],
  },
  {
    name: 'the task above it has no grant for it',
    facts: { task: child, ancestors: [{ ...ancestor, task: { ...ancestor.task, grants: [] } }] },
    outcome: 'deny',
    reason: 'exceeds_delegator',
  },
  {
    name: 'the task has used its calls of this minute',
    facts: { calls: { taskMinute: SHIPPED_TIERS.moderate.callsPerMinutePerTask, agentMinute: 0 } },
    outcome: 'deny',
    reason: 'velocity_exceeded',
  },
  {
    name: 'the agent has used its calls of this minute',
    facts: { calls: { taskMinute: 0, agentMinute: SHIPPED_TIERS.moderate.callsPerMinutePerAgent } },
    outcome: 'deny',
    reason: 'velocity_exceeded',
  },
  {
    name: 'the task did not declare this kind of action',
    tool: { actionClass: 'write' },
    outcome: 'escalate',
    reason: 'class_shift',
  },
  {
    name: 'the task declared nothing and so may only read',
    tool: { actionClass: 'write' },
    task: { actionClasses: [] },
    outcome: 'escalate',
    reason: 'class_shift',
  },
  {
    name: 'the tier asks for a person',
    agent: { tier: 'critical', rules: SHIPPED_TIERS.critical },
    task: { actionClasses: ['read', 'write'] },
    tool: { actionClass: 'write' },
    outcome: 'escalate',
    reason: 'tier_requires_approval',
  },
  {
    name: 'the tier forbids it',
    agent: {
      tier: 'critical',
      rules: SHIPPED_TIERS.critical,
      entitlements: [{ ...entitlement, scope: { ...scope, maxSensitivity: 'restricted' } }],
    },
    task: { actionClasses: ['delete'] },
    grant: { scope: { ...scope, maxSensitivity: 'restricted' } },
    tool: { actionClass: 'delete', sensitivity: 'restricted' },
    outcome: 'deny',
    reason: 'tier_forbids',
  },
  {
    name: 'a context that it reads is open to other agents only',
    call: { reads: ['ctx_1'] },
    facts: { contexts: [{ id: 'ctx_1', labels: NO_LABELS, openTo: ['some-other-bot'] }] },
    outcome: 'deny',
    reason: 'context_unknown',
  },
  {
    name: 'a context that it reads does not exist',
    call: { reads: ['ctx_1'] },
    outcome: 'deny',
    reason: 'context_unknown',
  },
  {
    name: 'confidential data would leave to a zone further out',
    task: {
      actionClasses: ['write'],
      labels: { ...NO_LABELS, sensitivity: 'confidential', systems: ['crm'] },
    },
    tool: { actionClass: 'write', zone: 'external' },
    outcome: 'escalate',
    reason: 'exfiltration_path',
  },
  {
    name: 'a sensitive argument stems from nothing that anybody vouches for',
    task: { labels: { ...NO_LABELS, untrusted: true } },
    tool: { sensitiveArguments: ['q'] },
    outcome: 'escalate',
    reason: 'untrusted_argument',
  },
  {
    name: 'nobody asked for such a deed, and somebody else may be speaking',
    task: { actionClasses: ['write', 'delete'], drift: 290, labels: { ...NO_LABELS, untrusted: true } },
    tool: { actionClass: 'write' },
    outcome: 'escalate',
    reason: 'intent_drift',
  },
  {
    name: 'no guardrail permits it',
    facts: { guardrails: { enforced: [], shadow: [] } },
    outcome: 'deny',
    reason: 'not_permitted',
  },
  {
    name: 'a guardrail cannot be evaluated',
    facts: { guardrails: { ...facts.guardrails, enforced: [...facts.guardrails.enforced, failing] } },
    outcome: 'deny',
    reason: 'guardrail_error',
  },
  {
    name: 'a rule cannot be evaluated',
    tool: {
      argumentsRefusal: () => {
        throw new Error('no schema');
      },
    },
    outcome: 'deny',
    reason: 'rule_error',
  },
];

describe('one broken thing', () => {
  for (const { name, outcome, reason, also = [], ...change } of broken) {
    test(`${outcome}: ${name}`, () => {
      const verdict = ask(change);
      expect({ outcome: verdict.outcome, reason: verdict.reason }).toEqual({ outcome, reason });
      // Nothing else is said about a call of which only one thing is wrong.
      expect(new Set(verdict.reasons.map(({ code }) => code))).toEqual(new Set([reason, ...also]));
      expect(verdict.spends).toBeNull();
      expect(verdict.until).toBeNull();
      // INVARIANT (three-answers): not allowed means that one answer is not clear.
      const verdicts = Object.values(verdict.answers).map((answer) => answer.verdict);
      expect(verdicts.some((one) => one !== 'clear')).toBe(true);
    });
  }

  test('every reason code is the answer to some row, or stands for success', () => {
    const seen = new Set(['granted', ...broken.map(({ reason }) => reason)]);
    expect(REASON_CODES.filter((code) => !seen.has(code))).toEqual([]);
  });
});

describe('all reasons are told, the strongest decides', () => {
  test('deny is stronger than defer, defer than escalate', () => {
    const verdict = ask({
      agent: { state: 'quarantined' },
      tool: { state: 'unreviewed', reviewedDigest: null, actionClass: 'delete' },
    });
    expect(verdict.outcome).toBe('deny');
    expect(verdict.reason).toBe('agent_not_active');
    expect(verdict.reasons.map(({ code }) => code)).toEqual([
      'agent_not_active',
      'tool_unreviewed',
      'class_shift',
      'grant_required',
    ]);
  });

  test('an unreviewed tool that also lacks a grant is deferred', () => {
    expect(ask({ tool: { state: 'unreviewed', reviewedDigest: null }, task: { grants: [] } }).outcome).toBe(
      'defer',
    );
  });
});

describe('uses', () => {
  test('a call spends one of a grant’s uses', () => {
    expect(ask({ grant: { uses: 3, spent: 2 } })).toMatchObject({ outcome: 'allow', spends: 'grt_1' });
  });

  test('a grant without limited uses is served first, whatever the order', () => {
    const limited = { ...grant, id: 'grt_0', uses: 1, spent: 1 };
    for (const grants of [
      [limited, grant],
      [grant, limited],
    ]) {
      expect(ask({ task: { grants } })).toMatchObject({ outcome: 'allow', spends: null });
    }
  });
});

describe('modify', () => {
  const clamping = { ...scope, arguments: { limit: { max: 100, otherwise: 'clamp' as const } } };

  test('an argument above its maximum is clamped when the caller accepts that', () => {
    const verdict = ask({
      call: { arguments: { q: 'a', limit: 500 }, acceptsModify: true },
      grant: { scope: clamping },
    });
    expect(verdict).toMatchObject({
      outcome: 'modify',
      reason: 'argument_out_of_scope',
      arguments: { q: 'a', limit: 100 },
    });
    expect(verdict.answers.need.verdict).toBe('clear');
  });

  test('a grant that needs no change is preferred', () => {
    const grants = [
      { ...grant, scope: clamping },
      { ...grant, id: 'grt_2' },
    ];
    expect(ask({ call: { arguments: { limit: 500 }, acceptsModify: true }, task: { grants } })).toMatchObject(
      {
        outcome: 'allow',
        answers: { need: { grant: 'grt_2' } },
      },
    );
  });

  test('the entitlement’s argument rules hold too', () => {
    const verdict = ask({
      call: { arguments: { limit: 500 } },
      agent: { entitlements: [{ ...entitlement, scope: clamping }] },
    });
    expect(verdict).toMatchObject({ outcome: 'deny', reason: 'modify_not_accepted' });
  });
});

describe('INVARIANT (approval-once): an approval', () => {
  const shifted = { tool: { actionClass: 'write' as const } };
  const request: RequestFacts = {
    id: 'esc_1',
    digest: 'digest-1',
    state: 'approved',
    expiresAt: inMinutes(5),
    answer: null,
  };
  const having = (
    change: Partial<GrantFacts> = {},
    more: { requests?: readonly RequestFacts[]; approvalId?: string | null; call?: Partial<ToolCall> } = {},
  ) =>
    ask({
      ...shifted,
      task: { grants: [grant, { ...approved, ...change }], requests: more.requests ?? [request] },
      call: { approvalId: more.approvalId ?? null, ...more.call },
    });
  const named = (change: Partial<GrantFacts> = {}, more: Parameters<typeof having>[1] = {}) =>
    having(change, { approvalId: 'esc_1', ...more });
  const lifting = (...lifts: string[]) => ({ approval: { id: 'esc_1', digest: 'digest-1', lifts } });

  test('lifts the question that it was given for, of exactly this call, and is spent', () => {
    for (const verdict of [having(), named()]) {
      expect(verdict).toMatchObject({
        outcome: 'allow',
        lifted: [{ code: 'class_shift' }],
        spends: 'grt_9',
        uses: 'esc_1',
        answers: { need: { grant: 'grt_9' }, end: { endsWith: 'grant' } },
        until: inMinutes(20),
      });
    }
  });

  test('gives the grant that was missing', () => {
    const verdict = ask({ task: { grants: [{ ...approved, ...lifting('grant_required') }] } });
    expect(verdict).toMatchObject({ outcome: 'allow', spends: 'grt_9', lifted: [] });
  });

  test('is not touched where it is not needed', () => {
    expect(ask({ task: { grants: [grant, approved] } })).toMatchObject({ spends: null, uses: null });
  });

  const useless: [string, Partial<GrantFacts>, string][] = [
    [
      'of another call',
      { approval: { id: 'esc_1', digest: 'digest-2', lifts: ['class_shift'] } },
      'out_of_scope',
    ],
    ['that has ended', { endsAt: now }, 'approval_expired'],
    ['that is used up', { spent: 1 }, 'approval_expired'],
    ['that was taken back', { revokedAt: inMinutes(-1) }, 'approval_revoked'],
  ];
  for (const [name, change, reason] of useless) {
    test(`${name} lets nothing through; who names it is told why`, () => {
      expect(having(change)).toMatchObject({ outcome: 'escalate', reason: 'class_shift', spends: null });
      expect(named(change)).toMatchObject({ outcome: 'deny', reason, spends: null, uses: null });
    });
  }

  test('that does not answer every question lets nothing through, and people are asked anew', () => {
    for (const verdict of [having(lifting('tier_requires_approval')), named(lifting('grant_required'))]) {
      expect(verdict).toMatchObject({ outcome: 'escalate', reason: 'class_shift', lifted: [], spends: null });
    }
  });

  test('lifts no deny and no deferral', () => {
    const all = {
      task: { grants: [grant, { ...approved, ...lifting(...REASON_CODES) }], requests: [request] },
    };
    expect(ask({ ...shifted, ...all, agent: { state: 'quarantined' } }).outcome).toBe('deny');
    expect(ask({ ...shifted, ...all, tool: { actionClass: 'write', state: 'unreviewed' } }).outcome).toBe(
      'defer',
    );
    expect(ask({ ...shifted, ...all, agent: { entitlements: [] } }).reason).toBe('outside_entitlement');
  });

  test('of a scope lets through what the scope covers, and no more', () => {
    const ofScope = { uses: 3, approval: { id: 'esc_1', digest: null, lifts: ['class_shift'] } };
    expect(having(ofScope, { call: { digest: 'another' } })).toMatchObject({
      outcome: 'allow',
      spends: 'grt_9',
    });
    const elsewhere = { ...ofScope, scope: { ...scope, resources: ['contacts/eu'] } };
    expect(having(elsewhere).outcome).toBe('escalate');
    expect(named(elsewhere)).toMatchObject({ outcome: 'deny', reason: 'out_of_scope' });
  });

  test('that is named goes first, then one of exactly the call', () => {
    const ofScope = {
      ...approved,
      id: 'grt_5',
      approval: { id: 'esc_2', digest: null, lifts: ['class_shift'] },
    };
    const both = { grants: [grant, ofScope, approved], requests: [request] };
    expect(ask({ ...shifted, task: both }).spends).toBe('grt_9');
    expect(ask({ ...shifted, task: both, call: { approvalId: 'esc_2' } }).spends).toBe('grt_5');
  });

  const others: [string, Partial<RequestFacts>, Partial<ToolCall>, string | null][] = [
    ['still waits', { state: 'pending' }, {}, null],
    ['waits, for another call', { state: 'pending' }, { digest: 'digest-2' }, 'out_of_scope'],
    ['nobody answered in time', { state: 'pending', expiresAt: now }, {}, 'approval_expired'],
    ['was refused', { state: 'denied', answer: 'not today' }, {}, 'approval_denied'],
    ['was withdrawn', { state: 'withdrawn' }, {}, 'approval_unverifiable'],
    ['is none of this task', { id: 'esc_3' }, {}, 'approval_unverifiable'],
  ];
  for (const [name, change, other, reason] of others) {
    test(`a request that ${name}`, () => {
      const verdict = ask({
        ...shifted,
        task: { requests: [{ ...request, ...change }] },
        call: { approvalId: 'esc_1', ...other },
      });
      expect(verdict).toMatchObject({
        outcome: reason === null ? 'escalate' : 'deny',
        reason: reason ?? 'class_shift',
      });
    });
  }

  test('what a person has refused is not put before the next one', () => {
    const refused = { requests: [{ ...request, state: 'denied' as const, answer: 'not today' }] };
    const verdict = ask({ ...shifted, task: refused });
    expect(verdict).toMatchObject({ outcome: 'deny', reason: 'approval_denied' });
    expect(verdict.reasons.at(-1)?.message).toContain('not today');
    // Another call is another question, and what needs no person is not concerned.
    expect(ask({ ...shifted, task: refused, call: { digest: 'digest-2' } }).outcome).toBe('escalate');
    expect(ask({ task: refused }).outcome).toBe('allow');
  });

  test('so many calls of a task may wait, and no more', () => {
    const requests = Array.from({ length: MOST_PENDING_REQUESTS }, (_, i) => ({
      ...request,
      id: `esc_${i}`,
      digest: `other-${i}`,
      state: 'pending' as const,
    }));
    expect(ask({ ...shifted, task: { requests } })).toMatchObject({
      outcome: 'deny',
      reason: 'too_many_escalated',
    });
    expect(ask({ ...shifted, task: { requests }, call: { digest: 'other-3' } }).outcome).toBe('escalate');
    expect(ask({ ...shifted, task: { requests: requests.slice(1) } }).outcome).toBe('escalate');
  });

  test('a name does no harm where nothing is asked', () => {
    expect(ask({ call: { approvalId: 'esc_nothing' } })).toMatchObject({ outcome: 'allow', uses: null });
  });
});

describe('INVARIANT (accepted-ownership): until somebody has accepted to answer for it', () => {
  const write = { tool: { actionClass: 'write' }, task: { actionClasses: ['write'] } } as const;
  const unaccepted: [string, Partial<AgentFacts>][] = [
    ['its owner has left, and the backup owner is enabled', { owner: { id: 'usr_ana', isEnabled: false } }],
    ['somebody else is asked', { proposedOwnerId: 'usr_new' }],
  ];
  const rulesOf = (onOwnerProposed: 'unchanged' | 'reads_only' | 'nothing') => ({
    rules: { ...agent.rules, onOwnerProposed },
  });
  for (const [name, owners] of unaccepted) {
    test(`an agent may read, and nothing else, where ${name}`, () => {
      expect(ask({ agent: owners })).toMatchObject({ outcome: 'allow', reasons: [] });
      const denied = ask({ ...write, agent: owners });
      expect(denied).toMatchObject({ outcome: 'deny', reason: 'owner_not_accepted' });
      expect(denied.answers.intent.verdict).toBe('no');
    });
    test(`its tier may leave it all, or nothing, where ${name}`, () => {
      expect(ask({ ...write, agent: { ...owners, ...rulesOf('unchanged') } }).outcome).toBe('allow');
      expect(ask({ agent: { ...owners, ...rulesOf('nothing') } }).reason).toBe('owner_not_accepted');
    });
    test(`an approval lifts nothing of it where ${name}`, () => {
      const lifts = ['owner_not_accepted'];
      const given = { ...approved, approval: { id: 'esc_1', digest: call.digest, lifts } };
      expect(ask({ agent: owners, tool: write.tool, task: { ...write.task, grants: [given] } }).outcome).toBe(
        'deny',
      );
    });
    test(`nothing is got past it by handing on, where ${name}`, () => {
      const boss = { ...ancestor, agent: { ...ancestor.agent, ...owners } };
      const handOn = (ancestors: AncestorFacts[], change: Change = {}) =>
        ask({ ...change, facts: { task: { ...child, ...change.task }, ancestors } });
      expect(handOn([boss]).outcome).toBe('allow');
      expect(handOn([boss], write)).toMatchObject({ outcome: 'deny', reason: 'exceeds_delegator' });
      const frozen = { ...boss, agent: { ...boss.agent, ...rulesOf('nothing') } };
      expect(handOn([frozen])).toMatchObject({ outcome: 'deny', reason: 'exceeds_delegator' });
    });
  }
});

test('INVARIANT (deny-by-default): facts that cannot be read forbid', () => {
  const unreadable = new Proxy(facts, {
    get: () => {
      throw new Error('gone');
    },
  });
  expect(decide(call, unreadable, now)).toMatchObject({ outcome: 'deny', reason: 'rule_error' });
});

describe('INVARIANT (attenuation): a child task', () => {
  const above = (change: { task?: Partial<TaskFacts>; agent?: Partial<AgentFacts> } = {}): AncestorFacts => ({
    task: { ...ancestor.task, ...change.task },
    agent: { ...ancestor.agent, ...change.agent },
  });
  const handed = (given: Partial<GrantFacts>): AncestorFacts =>
    above({ task: { grants: ancestor.task.grants.map((one) => ({ ...one, ...given })) } });
  const askChild = (ancestors: AncestorFacts[], change: Change = {}) =>
    ask({ ...change, facts: { task: { ...child, ...change.task }, ancestors, ...change.facts } });

  test('may do what every task above it could do itself, until the first of them could not', () => {
    const soon = inMinutes(5);
    expect(askChild([ancestor])).toMatchObject({ outcome: 'allow', until: grant.endsAt });
    expect(askChild([handed({ endsAt: soon })])).toMatchObject({ outcome: 'allow', until: soon });
    expect(askChild([above({ task: { endsAt: soon } })])).toMatchObject({ outcome: 'allow', until: soon });
    const entitlements = ancestor.agent.entitlements.map((one) => ({ ...one, endsAt: soon }));
    expect(askChild([above({ agent: { entitlements } })])).toMatchObject({ outcome: 'allow', until: soon });
  });

  const lacking: [string, AncestorFacts[]][] = [
    ['has no grant for it', [above({ task: { grants: [] } })]],
    ['is paused', [above({ task: { state: 'paused' } })]],
    ['has ended', [above({ task: { state: 'completed' } })]],
    ['is past its deadline', [above({ task: { endsAt: now } })]],
    ['has a grant that was revoked', [handed({ revokedAt: now })]],
    ['has a grant that has ended', [handed({ endsAt: now })]],
    ['has a grant with counted uses', [handed({ uses: 5 })]],
    ['has a grant for another tool', [handed({ scope: { ...scope, tools: ['orders.*'] } })]],
    ['has a grant for less sensitive data', [handed({ scope: { ...scope, maxSensitivity: 'public' } })]],
    [
      'has a grant with a rule that the arguments break',
      [handed({ scope: { ...scope, arguments: { q: { in: ['other'], otherwise: 'clamp' } } } })],
    ],
    ['has lost the entitlement', [above({ agent: { entitlements: [] } })]],
    ['is of a quarantined agent', [above({ agent: { state: 'quarantined' } })]],
    [
      'is of an agent nobody answers for',
      [above({ agent: { owner: { id: 'usr_x', isEnabled: false }, backupOwner: null } })],
    ],
    [
      'is of an agent whose tier allows no delegation',
      [above({ agent: { rules: { ...agent.rules, maxDelegationDepth: 0 } } })],
    ],
    ['is missing', []],
    ['is another one', [above({ task: { id: 'tsk_9' } })]],
    ['names a parent that is missing', [above({ task: { parentTaskId: 'tsk_00' } })]],
  ];
  for (const [name, ancestors] of lacking) {
    test(`is denied when the task above it ${name}`, () => {
      expect(askChild(ancestors)).toMatchObject({
        outcome: 'deny',
        reason: 'exceeds_delegator',
        answers: { need: { verdict: 'no' } },
      });
    });
  }

  test('is denied when the one above that lacks it, in whatever order they stand', () => {
    const root = above({ task: { id: 'tsk_r', grants: [] }, agent: { id: 'root-bot' } });
    const middle = above({ task: { parentTaskId: 'tsk_r' } });
    const able = { ...root, task: { ...root.task, grants: ancestor.task.grants } };
    expect(askChild([able, middle]).outcome).toBe('allow');
    expect(askChild([root, middle])).toMatchObject({ outcome: 'deny', reason: 'exceeds_delegator' });
    expect(askChild([middle, root])).toMatchObject({ outcome: 'deny', reason: 'exceeds_delegator' });
  });

  test('is denied when the agent above it is stopped, and when the strictest tier allows fewer levels', () => {
    const stops = [{ id: 'stp_1', kind: 'agent', targetId: 'office-bot' }] as const;
    expect(askChild([ancestor], { facts: { task: child, ancestors: [ancestor], stops } }).reason).toBe(
      'exceeds_delegator',
    );
    expect(askChild([ancestor], { agent: { rules: { ...agent.rules, maxDelegationDepth: 0 } } }).reason).toBe(
      'exceeds_delegator',
    );
  });

  test('asks a person where the tier above it would, and is denied what that tier forbids', () => {
    const critical = { tier: 'critical', rules: SHIPPED_TIERS.critical } as const;
    const write = { tool: { actionClass: 'write' }, task: { actionClasses: ['write'] } } as const;
    expect(askChild([ancestor], write)).toMatchObject({ outcome: 'allow' });
    expect(askChild([above({ agent: critical })], write)).toMatchObject({
      outcome: 'escalate',
      reason: 'tier_requires_approval',
    });
    const matrix = {
      ...critical.rules.matrix,
      write: { ...critical.rules.matrix.write, internal: 'deny' },
    } as const;
    expect(askChild([above({ agent: { rules: { ...critical.rules, matrix } } })], write)).toMatchObject({
      outcome: 'deny',
      reason: 'exceeds_delegator',
    });
  });

  test('is judged by guardrails as strictly as whoever stands above it, and observed only where all are', () => {
    const seen: unknown[] = [];
    const guardrails: Facts['guardrails'] = {
      enforced: [
        ...facts.guardrails.enforced,
        {
          guardrail: 'no_critical',
          version: 1,
          effect: 'forbid',
          outcome: 'deny',
          applies: ({ agent: judged }) => {
            seen.push(judged.tier);
            return judged.tier === 'critical';
          },
          message: () => 'not in a chain with a critical agent',
        },
      ],
      shadow: [],
    };
    const asked = (change: { above: Partial<AgentFacts>; own?: Partial<AgentFacts> }) => {
      const ancestors = [above({ agent: change.above })];
      return askChild(ancestors, { agent: change.own ?? {}, facts: { task: child, ancestors, guardrails } });
    };
    expect(asked({ above: {} }).outcome).toBe('allow');
    expect(asked({ above: { tier: 'critical' } })).toMatchObject({ outcome: 'deny', reason: 'no_critical' });
    expect(asked({ above: { tier: 'low' } }).outcome).toBe('allow');
    expect(seen).toEqual(['moderate', 'critical', 'moderate']);
    const observed = { observedUntil: inMinutes(5) };
    expect(asked({ above: { tier: 'critical' }, own: observed }).outcome).toBe('deny');
    expect(asked({ above: { tier: 'critical', ...observed }, own: observed }).outcome).toBe('allow');
  });

  test('is judged by the arguments that will be executed, not by those that were asked', () => {
    const limit = (max: number) => ({ ...scope, arguments: { limit: { max, otherwise: 'clamp' as const } } });
    const clamped = (above: number) =>
      askChild([handed({ scope: limit(above) })], {
        call: { arguments: { limit: 500 }, acceptsModify: true },
        task: { grants: [{ ...grant, scope: limit(10) }] },
      });
    expect(clamped(10)).toMatchObject({ outcome: 'modify', arguments: { limit: 10 } });
    expect(clamped(9)).toMatchObject({ outcome: 'deny', reason: 'exceeds_delegator' });
  });
});
