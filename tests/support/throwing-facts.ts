import { shippedGuardrails } from '@/lib/cedar/shipped.fixture';
import type { Verdict } from '@/lib/domain/decide';
import type { Facts, ToolCall } from '@/lib/domain/facts';
import { NO_LABELS } from '@/lib/domain/labels';
import { knownFromPurpose } from '@/lib/domain/provenance';
import { SHIPPED_TIERS } from '@/lib/domain/risk-tier';
import type { Scope } from '@/lib/domain/scope';

export type Decide = (call: ToolCall, facts: Facts, now: Date) => Verdict;

const NOW = new Date('2026-11-23T12:00:00Z');
const span = {
  startsAt: new Date('2026-11-23T11:00:00Z'),
  endsAt: new Date('2026-11-23T13:00:00Z'),
  revokedAt: null,
};
const scope: Scope = {
  system: 'crm',
  tools: ['contacts.*'],
  actionClasses: ['write'],
  resources: ['contacts/*'],
  maxSensitivity: 'internal',
  arguments: { limit: { max: 10, otherwise: 'deny' } },
};
const call = (): ToolCall => ({
  agentId: 'bot',
  taskId: 'tsk_1',
  toolId: 'crm/contacts.change',
  resource: 'contacts/eu',
  arguments: { limit: 5, to: 'contacts@example.org' },
  reads: ['ctx_1'],
  acceptsModify: false,
  digest: 'digest',
  approvalId: 'esc_1',
});
const facts = (): Facts => ({
  agent: {
    id: 'bot',
    state: 'active',
    owner: { id: 'usr_1', isEnabled: true },
    backupOwner: { id: 'usr_2', isEnabled: true },
    proposedOwnerId: null,
    autonomy: 'supervised',
    environment: 'production',
    observedUntil: null,
    tier: 'moderate',
    rules: SHIPPED_TIERS.moderate,
    entitlements: [{ id: 'ent_1', scope, ...span }],
  },
  task: {
    id: 'tsk_1',
    agentId: 'bot',
    purpose: 'Tidy up, and change what contacts@example.org says',
    state: 'running',
    endsAt: span.endsAt,
    actionClasses: ['write'],
    parentTaskId: 'tsk_0',
    grants: [
      { id: 'grt_1', entitlementId: 'ent_1', scope, ...span, uses: 3, spent: 0, approval: null },
      {
        id: 'grt_2',
        entitlementId: 'ent_1',
        scope,
        ...span,
        uses: 1,
        spent: 0,
        approval: { id: 'esc_1', digest: 'digest', lifts: ['class_shift'] },
      },
    ],
    requests: [{ id: 'esc_1', digest: 'digest', state: 'approved', expiresAt: span.endsAt, answer: null }],
    deferrals: [{ digest: 'other', expiresAt: new Date(0), isResolved: false }],
    labels: { ...NO_LABELS, untrusted: true, sensitivity: 'confidential' },
    drift: 10,
    known: knownFromPurpose('Tidy up, and change what contacts@example.org says'),
  },
  tool: {
    id: 'crm/contacts.change',
    systemId: 'crm',
    zone: 'partner',
    name: 'contacts.change',
    actionClass: 'write',
    sensitivity: 'internal',
    environment: 'production',
    reversible: true,
    returnsUntrusted: false,
    sensitiveArguments: ['to'],
    state: 'reviewed',
    digest: 'd',
    reviewedDigest: 'd',
    argumentsRefusal: () => null,
  },
  stops: [{ id: 'stp_1', kind: 'agent', targetId: 'another' }],
  ancestors: [
    {
      task: {
        id: 'tsk_0',
        agentId: 'boss',
        purpose: 'Delegates',
        state: 'running',
        endsAt: span.endsAt,
        actionClasses: ['write'],
        parentTaskId: null,
        grants: [
          { id: 'grt_0', entitlementId: 'ent_0', scope, ...span, uses: null, spent: 0, approval: null },
        ],
      },
      agent: {
        id: 'boss',
        state: 'active',
        owner: { id: 'usr_2', isEnabled: true },
        backupOwner: { id: 'usr_1', isEnabled: true },
        proposedOwnerId: null,
        autonomy: 'supervised',
        environment: 'production',
        observedUntil: null,
        tier: 'moderate',
        rules: SHIPPED_TIERS.moderate,
        entitlements: [{ id: 'ent_0', scope, ...span }],
      },
    },
  ],
  contexts: [{ id: 'ctx_1', labels: { ...NO_LABELS, systems: ['crm'] }, openTo: ['bot'] }],
  zoneOf: () => 'internal',
  guardrails: shippedGuardrails,
  calls: { taskMinute: 0, agentMinute: 0 },
});

type Members = Record<string, unknown>;

/** Every path to a member of a value: `agent`, `agent.owner`, `agent.owner.isEnabled`… */
function pathsOf(value: unknown, path: readonly string[] = []): string[][] {
  if (typeof value !== 'object' || value === null || value instanceof Date) return [];
  return Object.keys(value).flatMap((name) => {
    const here = [...path, name];
    return [here, ...pathsOf((value as Members)[name], here)];
  });
}

/** A deep copy in which reading the member at a path throws. Dates and functions stay. */
function withThrowing(value: unknown, [name, ...rest]: readonly string[], onRead: () => void): unknown {
  if (name === undefined) return value;
  const copy = (Array.isArray(value) ? [...value] : { ...(value as Members) }) as Members;
  if (rest.length > 0) copy[name] = withThrowing(copy[name], rest, onRead);
  else {
    Object.defineProperty(copy, name, {
      enumerable: true,
      get: () => {
        onRead();
        throw new Error('this fact cannot be read');
      },
    });
  }
  return copy;
}

/**
 * Asks about a call that is allowed, each time with one fact that cannot be read. Answers where `decide`
 * threw, and where it allowed although the fact was needed; and how many facts were tried.
 */
export function throwingFactsFaults(decide: Decide): { tried: number; faults: string[] } {
  const control = decide(call(), facts(), NOW);
  if (control.outcome !== 'allow') throw new Error(`the control is ${control.outcome}: ${control.reason}`);
  const faults: string[] = [];
  const paths = [
    ...pathsOf(facts()).map((path) => ['facts', ...path]),
    ...pathsOf(call()).map((path) => ['call', ...path]),
  ];
  for (const [of, ...path] of paths) {
    let reads = 0;
    const onRead = () => {
      reads += 1;
    };
    const name = [of, ...path].join('.');
    const isCall = of === 'call';
    try {
      const { outcome } = decide(
        (isCall ? withThrowing(call(), path, onRead) : call()) as ToolCall,
        (isCall ? facts() : withThrowing(facts(), path, onRead)) as Facts,
        NOW,
      );
      if (outcome === 'allow' && reads > 0) faults.push(`allowed although ${name} could not be read`);
    } catch {
      faults.push(`threw when ${name} could not be read`);
    }
  }
  const broken: Facts = {
    ...facts(),
    tool: { ...(facts().tool as NonNullable<Facts['tool']>), argumentsRefusal: fail },
  };
  if (decide(call(), broken, NOW).outcome !== 'deny')
    faults.push('a check of arguments that throws does not deny');
  return { tried: paths.length, faults };
}
const fail = (): never => {
  throw new Error('the schema cannot be asked');
};
