import type { RiskTier } from './risk-tier';

export const STOP_KINDS = ['agent', 'system', 'tool', 'owner', 'tier', 'everything'] as const;
export type StopKind = (typeof STOP_KINDS)[number];

export type Stop = { id: string; kind: StopKind; targetId: string | null };

/** What a stop may cover in one call. */
export type StopTargets = {
  agentId: string;
  ownerId: string | null;
  tier: RiskTier | null;
  toolId: string;
  systemId: string | null;
};

/** Whether a stop that is not released covers a call. */
export function isStopped(stop: Stop, call: StopTargets): boolean {
  switch (stop.kind) {
    case 'everything':
      return true;
    case 'agent':
      return stop.targetId === call.agentId;
    case 'owner':
      return stop.targetId === call.ownerId;
    case 'tier':
      return stop.targetId === call.tier;
    case 'tool':
      return stop.targetId === call.toolId;
    case 'system':
      return stop.targetId === call.systemId;
  }
}
