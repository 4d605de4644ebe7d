import { Link } from '@/components/ui/link';
import type { DecisionView } from '@/lib/contract/decision';
import { paths } from '@/lib/paths';

type Props = { links: DecisionView['delegation']; agent: string };

/** Who handed the work to whom, from the one that began it down to the agent that called. */
export function DelegationChain({ links, agent }: Props) {
  return (
    <div className="text-sm">
      <p className="text-muted">Delegated from the first to the last:</p>
      <ol aria-label="Chain of delegation" className="flex flex-wrap items-baseline gap-x-1.5">
        {links.map((link) => (
          <li key={link.task} className="[overflow-wrap:anywhere]">
            <Link href={paths.task(link.task)} title={link.task} className="text-accent underline">
              <code className="font-mono">{link.agent}</code>
            </Link>
            <span aria-hidden="true" className="ml-1.5 text-muted">
              →
            </span>
          </li>
        ))}
        <li className="[overflow-wrap:anywhere]">
          <code className="font-mono">{agent}</code>
        </li>
      </ol>
    </div>
  );
}
