import { ChevronsUp } from 'lucide-react';
import { TierChip } from '@/components/ui/tier-chip';
import type { AgentView } from '@/lib/contract/agent';

type Props = { agent: Pick<AgentView, 'riskTier' | 'riskTierSet' | 'tierFloor'>; isShort?: boolean };

/** The tier in force. When what the agent may reach raised it above what people set, it says so. */
export function TierMark({ agent, isShort = false }: Props) {
  const isRaised = agent.riskTier !== agent.riskTierSet;
  return (
    <span className="inline-flex flex-wrap items-center gap-x-1.5 gap-y-0.5">
      <TierChip tier={agent.riskTier} />
      {isRaised && (
        <span
          className="inline-flex items-center gap-0.5 text-muted text-sm"
          title={`Set to ${agent.riskTierSet}; raised by its reach to ${agent.riskTier}`}
        >
          <ChevronsUp aria-hidden="true" className="size-3.5 shrink-0" />
          <span className={isShort ? 'sr-only' : undefined}>raised by its reach</span>
        </span>
      )}
    </span>
  );
}
