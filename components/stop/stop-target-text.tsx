import { Link } from '@/components/ui/link';
import { ActorName } from '@/components/user/actor-name';
import type { StopView } from '@/lib/contract/stop';
import { paths } from '@/lib/paths';

/** What a stop covers, in words. */
export function StopTargetText({
  target: { kind, id },
  isLink = false,
}: {
  target: StopView['target'];
  isLink?: boolean;
}) {
  if (kind === 'everything' || id === null) return <>Everything</>;
  if (kind === 'owner') {
    return (
      <>
        All agents of <ActorName id={id} />
      </>
    );
  }
  if (kind === 'tier') return <>All agents of tier {id}</>;
  if (kind === 'agent' && isLink) {
    return (
      <Link href={paths.agent(id)} className="text-accent underline">
        {id}
      </Link>
    );
  }
  return (
    <>
      {kind === 'agent' ? '' : `${kind === 'tool' ? 'Tool' : 'System'} `}
      {id}
    </>
  );
}
