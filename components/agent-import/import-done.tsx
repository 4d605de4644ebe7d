import { CircleCheck } from 'lucide-react';
import { Button } from '@/components/ui/button';
import { Link } from '@/components/ui/link';
import { LinkButton } from '@/components/ui/link-button';
import { Panel } from '@/components/ui/panel';
import type { ImportedView } from '@/lib/contract/agent-import';
import { paths } from '@/lib/paths';

const MOST_NAMED = 20;

/** What was done. */
export function ImportDone({ done, onAgain }: { done: ImportedView; onAgain: () => void }) {
  const { counts, created, changed } = done;
  return (
    <Panel title="Imported">
      <div className="flex flex-col gap-4">
        <p role="status" className="flex items-center gap-2 font-medium">
          <CircleCheck aria-hidden="true" className="size-4 text-allow-text" />
          {counts.create} registered as drafts, {counts.change} changed, {counts.same} were the same,{' '}
          {counts.refused} refused
        </p>
        <Named title="Registered" ids={created} />
        <Named title="Changed" ids={changed} />
        <div className="flex flex-wrap gap-2">
          <LinkButton
            variant="primary"
            href={paths.agents({ source: 'import', state: 'draft', sort: '-created' })}
          >
            Look at the drafts
          </LinkButton>
          <Button onClick={onAgain}>Import more</Button>
        </div>
      </div>
    </Panel>
  );
}

function Named({ title, ids }: { title: string; ids: readonly string[] }) {
  if (ids.length === 0) return null;
  return (
    <div>
      <h3 className="font-medium">{title}</h3>
      <ul className="mt-1 flex flex-wrap gap-x-4 gap-y-1">
        {ids.slice(0, MOST_NAMED).map((id) => (
          <li key={id}>
            <Link href={paths.agent(id)} className="font-mono underline">
              {id}
            </Link>
          </li>
        ))}
        {ids.length > MOST_NAMED && <li className="text-muted">and {ids.length - MOST_NAMED} more</li>}
      </ul>
    </div>
  );
}
