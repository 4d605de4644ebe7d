import type { ActionClass } from '@/lib/domain/action-class';
import type { AgentState, Autonomy } from '@/lib/domain/agent';
import type { Activation } from '@/lib/domain/entitlement';
import type { EscalationState } from '@/lib/domain/escalation';
import type { GuardrailState } from '@/lib/domain/guardrail';
import type { Outcome, ReportStatus } from '@/lib/domain/outcome';
import type {
  ReviewCampaignState,
  ReviewItemKind,
  ReviewItemState,
  ReviewScheduleState,
  ReviewSlotState,
  ReviewVerb,
} from '@/lib/domain/review';
import type { RiskTier } from '@/lib/domain/risk-tier';
import type { Role } from '@/lib/domain/role';
import type { Sensitivity } from '@/lib/domain/sensitivity';
import type { StopKind } from '@/lib/domain/stop';
import type { Environment, Source, SystemKind, Zone } from '@/lib/domain/system';
import type { TaskState } from '@/lib/domain/task';
import type { ToolState } from '@/lib/domain/tool';
import type * as stored from './generated/enums';

/** Neither list has a word that the other has not. */
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;
type Must<T extends true> = T;

/** The build fails here when an enum of the database is no longer the closed list of the domain. */
export type EnumDrift = [
  Must<Same<stored.ActionClass, ActionClass>>,
  Must<Same<stored.Activation, Activation>>,
  Must<Same<stored.AgentState, AgentState>>,
  Must<Same<stored.Autonomy, Autonomy>>,
  Must<Same<stored.Environment, Environment>>,
  Must<Same<stored.EscalationState, EscalationState>>,
  Must<Same<stored.GuardrailState, GuardrailState>>,
  Must<Same<stored.Outcome, Outcome>>,
  Must<Same<stored.ReportStatus, ReportStatus>>,
  Must<Same<stored.ReviewCampaignState, ReviewCampaignState>>,
  Must<Same<stored.ReviewItemKind, ReviewItemKind>>,
  Must<Same<stored.ReviewItemState, ReviewItemState>>,
  Must<Same<stored.ReviewScheduleState, ReviewScheduleState>>,
  Must<Same<stored.ReviewSlotState, ReviewSlotState>>,
  Must<Same<stored.ReviewVerb, ReviewVerb>>,
  Must<Same<stored.RiskTier, RiskTier>>,
  Must<Same<stored.Role, Role>>,
  Must<Same<stored.Sensitivity, Sensitivity>>,
  Must<Same<stored.Source, Source>>,
  Must<Same<stored.StopKind, StopKind>>,
  Must<Same<stored.SystemKind, SystemKind>>,
  Must<Same<stored.TaskState, TaskState>>,
  Must<Same<stored.ToolState, ToolState>>,
  Must<Same<stored.Zone, Zone>>,
];
