import {
  Ban,
  CircleCheck,
  CircleDashed,
  CircleDot,
  CirclePause,
  CircleX,
  Clock,
  CornerUpLeft,
  Eye,
  Hourglass,
  Power,
  Ticket,
} from 'lucide-react';
import type { ReactNode } from 'react';
import type { AgentState } from '@/lib/domain/agent';
import type { DeferralState } from '@/lib/domain/deferral';
import type { EscalationState } from '@/lib/domain/escalation';
import type { GuardrailState } from '@/lib/domain/guardrail';
import type { TaskState } from '@/lib/domain/task';
import type { ToolState } from '@/lib/domain/tool';
import { Chip, type Tone } from './chip';

/** How a grant or an entitlement stands at the moment. */
export type LeaseState = 'live' | 'ended' | 'revoked' | 'spent';
export type ShownState =
  | GuardrailState
  | AgentState
  | TaskState
  | ToolState
  | EscalationState
  | DeferralState
  | LeaseState
  | 'stopped';

const LOOKS: Record<ShownState, { tone: Tone; icon: ReactNode; text: string }> = {
  draft: { tone: 'plain', icon: <CircleDashed aria-hidden="true" />, text: 'Draft' },
  active: { tone: 'allow', icon: <CircleDot aria-hidden="true" />, text: 'Active' },
  quarantined: { tone: 'stop', icon: <Ban aria-hidden="true" />, text: 'Quarantined' },
  retired: { tone: 'plain', icon: <CircleX aria-hidden="true" />, text: 'Retired' },
  stopped: { tone: 'stop', icon: <Power aria-hidden="true" />, text: 'Stopped' },

  shadow: { tone: 'escalate', icon: <Eye aria-hidden="true" />, text: 'Shadow' },
  enforced: { tone: 'allow', icon: <CircleCheck aria-hidden="true" />, text: 'Enforced' },

  running: { tone: 'allow', icon: <CircleDot aria-hidden="true" />, text: 'Running' },
  paused: { tone: 'escalate', icon: <CirclePause aria-hidden="true" />, text: 'Paused' },
  completed: { tone: 'plain', icon: <CircleCheck aria-hidden="true" />, text: 'Completed' },
  failed: { tone: 'deny', icon: <CircleX aria-hidden="true" />, text: 'Failed' },
  cancelled: { tone: 'plain', icon: <Ban aria-hidden="true" />, text: 'Cancelled' },
  expired: { tone: 'plain', icon: <Clock aria-hidden="true" />, text: 'Expired' },

  unreviewed: { tone: 'escalate', icon: <Eye aria-hidden="true" />, text: 'Unreviewed' },
  reviewed: { tone: 'plain', icon: <CircleCheck aria-hidden="true" />, text: 'Reviewed' },
  blocked: { tone: 'stop', icon: <Ban aria-hidden="true" />, text: 'Blocked' },

  pending: { tone: 'escalate', icon: <Clock aria-hidden="true" />, text: 'Pending' },
  approved: { tone: 'allow', icon: <CircleCheck aria-hidden="true" />, text: 'Approved' },
  denied: { tone: 'deny', icon: <CircleX aria-hidden="true" />, text: 'Denied' },
  withdrawn: { tone: 'plain', icon: <CornerUpLeft aria-hidden="true" />, text: 'Withdrawn' },
  used: { tone: 'plain', icon: <Ticket aria-hidden="true" />, text: 'Used' },

  waiting: { tone: 'escalate', icon: <Hourglass aria-hidden="true" />, text: 'Waiting' },
  resolved: { tone: 'allow', icon: <CircleCheck aria-hidden="true" />, text: 'Resolved' },

  live: { tone: 'allow', icon: <CircleDot aria-hidden="true" />, text: 'Live' },
  ended: { tone: 'plain', icon: <Clock aria-hidden="true" />, text: 'Ended' },
  revoked: { tone: 'plain', icon: <Ban aria-hidden="true" />, text: 'Revoked' },
  spent: { tone: 'plain', icon: <Ticket aria-hidden="true" />, text: 'Spent' },
};

export function StateChip({ state }: { state: ShownState }) {
  const { tone, icon, text } = LOOKS[state];
  return (
    <Chip tone={tone} icon={icon}>
      {text}
    </Chip>
  );
}
