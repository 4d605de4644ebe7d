import { shippedGuardrails } from '@/lib/cedar/shipped.fixture';
import type {
  AgentFacts,
  AncestorFacts,
  EntitlementFacts,
  Facts,
  GrantFacts,
  TaskFacts,
  ToolCall,
  ToolFacts,
} from './facts';
import { NO_LABELS } from './labels';
import { knownFromPurpose } from './provenance';
import { SHIPPED_TIERS } from './risk-tier';
import type { Scope } from './scope';

/** A call that is allowed, in parts that tests change one at a time. */
export const now = new Date('2026-11-23T12:00:00.000Z');
export const inMinutes = (minutes: number): Date => new Date(now.getTime() + minutes * 60_000);

export const scope: Scope = {
  system: 'crm',
  tools: ['contacts.*'],
  actionClasses: ['read', 'write', 'delete'],
  resources: [],
  maxSensitivity: 'confidential',
  arguments: {},
};

export const entitlement: EntitlementFacts = {
  id: 'ent_1',
  scope,
  startsAt: inMinutes(-600),
  endsAt: inMinutes(600),
  revokedAt: null,
};

export const grant: GrantFacts = {
  id: 'grt_1',
  entitlementId: 'ent_1',
  scope: { ...scope, actionClasses: ['read', 'write'] },
  startsAt: inMinutes(-10),
  endsAt: inMinutes(30),
  revokedAt: null,
  uses: null,
  spent: 0,
  approval: null,
};

/** What people gave for exactly the call below, once. */
export const approved: GrantFacts = {
  ...grant,
  id: 'grt_9',
  scope,
  endsAt: inMinutes(20),
  uses: 1,
  approval: { id: 'esc_1', digest: 'digest-1', lifts: ['class_shift'] },
};

export const task: TaskFacts = {
  id: 'tsk_1',
  agentId: 'invoice-bot',
  purpose: 'Q3 cleanup',
  state: 'running',
  endsAt: inMinutes(60),
  actionClasses: ['read'],
  parentTaskId: null,
  grants: [grant],
  requests: [],
  deferrals: [],
  labels: NO_LABELS,
  drift: 0,
  known: knownFromPurpose('Q3 cleanup'),
};

export const agent: AgentFacts = {
  id: 'invoice-bot',
  state: 'active',
  owner: { id: 'usr_ana', isEnabled: true },
  backupOwner: { id: 'usr_bo', isEnabled: true },
  proposedOwnerId: null,
  autonomy: 'supervised',
  environment: 'production',
  observedUntil: null,
  tier: 'moderate',
  rules: SHIPPED_TIERS.moderate,
  entitlements: [entitlement],
};

/** The same work handed to the agent by another one, which could do it itself. */
export const child: TaskFacts = { ...task, parentTaskId: 'tsk_0' };
export const ancestor: AncestorFacts = {
  task: {
    ...task,
    id: 'tsk_0',
    agentId: 'office-bot',
    grants: [{ ...grant, id: 'grt_0', entitlementId: 'ent_0' }],
  },
  agent: { ...agent, id: 'office-bot', entitlements: [{ ...entitlement, id: 'ent_0' }] },
};

export const tool: ToolFacts = {
  id: 'crm/contacts.search',
  systemId: 'crm',
  zone: 'internal',
  name: 'contacts.search',
  actionClass: 'read',
  sensitivity: 'internal',
  environment: 'production',
  reversible: true,
  returnsUntrusted: false,
  sensitiveArguments: [],
  state: 'reviewed',
  digest: 'd1',
  reviewedDigest: 'd1',
  argumentsRefusal: () => null,
};

export const facts: Facts = {
  agent,
  task,
  tool,
  stops: [],
  ancestors: [],
  contexts: [],
  zoneOf: () => 'internal',
  guardrails: shippedGuardrails,
  calls: { taskMinute: 0, agentMinute: 0 },
};

export const call: ToolCall = {
  agentId: 'invoice-bot',
  taskId: 'tsk_1',
  toolId: 'crm/contacts.search',
  resource: null,
  arguments: { q: 'acme' },
  reads: [],
  acceptsModify: false,
  digest: 'digest-1',
  approvalId: null,
};
