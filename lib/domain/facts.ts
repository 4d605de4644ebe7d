import type { ActionClass } from './action-class';
import type { AgentState, Autonomy } from './agent';
import type { JsonObject } from './argument';
import type { DeferralFacts } from './deferral';
import type { EscalationState } from './escalation';
import type { Guardrails } from './guardrail';
import type { Labels } from './labels';
import type { KnownValues } from './provenance';
import type { RiskTier, TierRules } from './risk-tier';
import type { Scope } from './scope';
import type { Sensitivity } from './sensitivity';
import type { Stop } from './stop';
import type { Environment, Zone } from './system';
import type { TaskState } from './task';
import type { ToolState } from './tool';

/** One tool call as it was asked, parsed and bounded. Names are references: nothing here is believed. */
export type ToolCall = {
  agentId: string;
  taskId: string | null;
  toolId: string;
  resource: string | null;
  arguments: JsonObject;
  /** The shared contexts that went into it. */
  reads: readonly string[];
  /** Whether the caller will execute changed arguments. */
  acceptsModify: boolean;
  /** sha-256 over agent, task, tool and its definition, resource and arguments: what an approval fits. */
  digest: string;
  /** The approval that the caller names; null when it names none. */
  approvalId: string | null;
};

export type PersonFacts = { id: string; isEnabled: boolean };

export type EntitlementFacts = {
  id: string;
  scope: Scope;
  startsAt: Date;
  endsAt: Date;
  revokedAt: Date | null;
};

export type AgentFacts = {
  id: string;
  state: AgentState;
  owner: PersonFacts;
  backupOwner: PersonFacts | null;
  /** Who is to answer for it and has not accepted yet; null when nobody is asked. */
  proposedOwnerId: string | null;
  autonomy: Autonomy;
  environment: Environment;
  /** Until when guardrails only observe this agent; null when they answer. */
  observedUntil: Date | null;
  /** The effective tier: what people set, or the floor of what the entitlements reach if that is higher. */
  tier: RiskTier;
  rules: TierRules;
  entitlements: readonly EntitlementFacts[];
};

export type GrantFacts = {
  id: string;
  entitlementId: string;
  scope: Scope;
  startsAt: Date;
  endsAt: Date;
  revokedAt: Date | null;
  uses: number | null;
  spent: number;
  /** What it was given for, where people approved a waiting call; null for every other grant. */
  approval: ApprovalFacts | null;
};

export type TaskFacts = {
  id: string;
  agentId: string;
  purpose: string;
  state: TaskState;
  endsAt: Date;
  actionClasses: readonly ActionClass[];
  /** The task that delegated it; null for a root. */
  parentTaskId: string | null;
  grants: readonly GrantFacts[];
  /** Its calls that wait, or waited, for people. */
  requests: readonly RequestFacts[];
  /** Its calls that were put off. */
  deferrals: readonly DeferralFacts[];
  labels: Labels;
  /** The drift of all its calls so far, in hundredths. */
  drift: number;
  /** Where values that it may pass on have stood. */
  known: KnownValues;
};

export type ToolFacts = {
  id: string;
  systemId: string;
  /** Where its system is, or the furthest that it sets in motion. */
  zone: Zone;
  name: string;
  actionClass: ActionClass;
  sensitivity: Sensitivity;
  environment: Environment;
  reversible: boolean;
  returnsUntrusted: boolean;
  /** Paths of the arguments that say where something goes, or who gets in. */
  sensitiveArguments: readonly string[];
  state: ToolState;
  digest: string;
  reviewedDigest: string | null;
  /** What is wrong with the arguments, in words; null when they fit the input schema. */
  argumentsRefusal: (args: JsonObject) => string | null;
};

/** A task further up the chain of delegation, with what it could do itself. */
export type AncestorFacts = {
  task: Omit<TaskFacts, 'requests' | 'deferrals' | 'labels' | 'drift' | 'known'>;
  agent: AgentFacts;
};

/** A shared context that the call reads. */
export type ContextFacts = { id: string; labels: Labels; openTo: readonly string[] };

/** What an approval answers: of exactly one call (its digest), or null: of all that its grant's scope covers. */
export type ApprovalFacts = { id: string; digest: string | null; lifts: readonly string[] };

/** A call for which people were asked. `answer` is what they said to it. */
export type RequestFacts = {
  id: string;
  digest: string;
  state: EscalationState;
  expiresAt: Date;
  answer: string | null;
};

/** All that one decision may look at, read together so that the parts agree. */
export type Facts = {
  agent: AgentFacts | null;
  task: TaskFacts | null;
  tool: ToolFacts | null;
  /** Stops that are not released. */
  stops: readonly Stop[];
  /** From the root down to the task's parent; empty for a root. */
  ancestors: readonly AncestorFacts[];
  /** Those of the call's contexts that there are. */
  contexts: readonly ContextFacts[];
  zoneOf: (systemId: string) => Zone | null;
  guardrails: Guardrails;
  /** Calls already decided in the running minute. */
  calls: { taskMinute: number; agentMinute: number };
};
