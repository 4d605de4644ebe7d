'use client';

import { useQuery } from '@tanstack/react-query';
import { FlaskConical } from 'lucide-react';
import { Link } from '@/components/ui/link';
import { paths } from '@/lib/paths';
import { setup } from '@/lib/query/setup';

/** Says how much of the figures is the demo’s, while it is there: nobody should take its story for theirs. */
export function DemoShare() {
  const { data } = useQuery(setup());
  if (data === undefined || data.demo.agents === 0) return null;
  const { demo, inventory } = data;
  return (
    <p className="flex flex-wrap items-center gap-x-2 text-muted text-sm">
      <FlaskConical aria-hidden="true" className="size-4" />
      These figures hold the demo: {demo.agents} of {inventory.agents} agents, {demo.tasks} running tasks.
      <Link
        href={paths.setup()}
        className="rounded-sm underline decoration-edge underline-offset-2 hover:decoration-ink"
      >
        Remove the demo
      </Link>
    </p>
  );
}
