import { reasonTitle } from '@/components/decision/reason-title';
import { Link } from '@/components/ui/link';
import type { DeferralView } from '@/lib/contract/deferral';
import { paths } from '@/lib/paths';

type Deferral = Pick<DeferralView, 'reasons' | 'tool' | 'agent'>;
type Remedy = { href: string; label: string };

/** Where somebody can make known what a call waits for; null where only the agent itself can. */
export function remedyOf({ reasons, tool, agent }: Deferral): Remedy | null {
  if (reasons.includes('tool_unreviewed') || reasons.includes('tool_changed')) {
    return { href: paths.tool(tool), label: 'Review the tool' };
  }
  if (reasons.includes('context_unknown')) return { href: paths.contexts(), label: 'See the contexts' };
  if (reasons.includes('agent_unowned') || reasons.includes('owner_not_accepted')) {
    return { href: paths.agent(agent), label: 'Name who answers for it' };
  }
  return null;
}

/** What is not known yet. */
export function DeferralCause({ reasons }: { reasons: readonly string[] }) {
  return (
    <span title={reasons.map(reasonTitle).join('; ')}>
      {reasons.slice(0, 1).map(reasonTitle)}
      {reasons.length > 1 && <span className="text-muted"> +{reasons.length - 1}</span>}
    </span>
  );
}

/** The way to what resolves it, where a person can. */
export function Remedy({
  deferral,
}: {
  deferral: Pick<DeferralView, 'reasons' | 'tool' | 'agent' | 'state'>;
}) {
  const remedy = deferral.state === 'waiting' ? remedyOf(deferral) : null;
  if (remedy === null) return <span className="text-muted">—</span>;
  return (
    <Link
      href={remedy.href}
      // Above the link that covers the row.
      className="relative z-1 inline-flex items-center text-accent underline pointer-coarse:min-h-11"
    >
      {remedy.label}
    </Link>
  );
}
