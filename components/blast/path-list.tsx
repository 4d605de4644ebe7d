import { CircleCheck, CircleDashed, CircleHelp } from 'lucide-react';
import { Chip } from '@/components/ui/chip';
import { Link } from '@/components/ui/link';
import { TimeText } from '@/components/ui/time-text';
import type { BlastPathView } from '@/lib/contract/blast-radius';
import { paths } from '@/lib/paths';
import { EDGE_WORDS, KIND_NAMES } from './blast-words';

type Step = BlastPathView['steps'][number];

/** Where a step has a page, or a blast radius of its own. */
function hrefOf({ kind, id, key }: Step): string | null {
  if (kind === 'agent') return paths.agent(id);
  if (kind === 'system') return paths.system(id);
  return kind === 'tool' ? paths.graph({ focus: key }) : null;
}

/** The ways, each as a sentence: what a picture shows, for everybody. */
export function PathList({ items, isBackwards }: { items: readonly BlastPathView[]; isBackwards: boolean }) {
  return (
    <ol>
      {items.map((path) => (
        <li
          key={path.key}
          className="flex flex-wrap items-baseline gap-x-3 gap-y-1 border-line border-b px-4 py-2 last:border-b-0"
        >
          <p className="min-w-0 grow basis-80 [overflow-wrap:anywhere]">
            {!isBackwards && <span className="sr-only">{KIND_NAMES[path.kind].one}: </span>}
            {path.steps.map((step) => (
              // A way comes to the same system twice only where it acts there by its own rights.
              <StepText key={`${step.by} ${step.key}`} step={step} isEnd={step.key === path.key} />
            ))}
          </p>
          <span className="flex shrink-0 items-center gap-2 text-muted text-sm">
            {path.hops} {path.hops === 1 ? 'step' : 'steps'}
            <UsedChip path={path} />
          </span>
        </li>
      ))}
    </ol>
  );
}

function StepText({ step, isEnd }: { step: Step; isEnd: boolean }) {
  const href = hrefOf(step);
  const name = step.kind === 'tool' ? step.id : step.name;
  const look = isEnd ? 'font-semibold' : '';
  return (
    <>
      {step.by !== null && <span className="text-muted"> {EDGE_WORDS[step.by]} </span>}
      {href === null ? (
        <span className={look}>{name}</span>
      ) : (
        <Link href={href} className={`text-accent underline ${look}`}>
          {name}
        </Link>
      )}
    </>
  );
}

function UsedChip({ path }: { path: BlastPathView }) {
  if (path.lastUsedAt !== null) {
    return (
      <Chip tone="plain" icon={<CircleCheck aria-hidden="true" />}>
        Used <TimeText at={path.lastUsedAt} />
      </Chip>
    );
  }
  return path.used === false ? (
    <Chip tone="escalate" icon={<CircleDashed aria-hidden="true" />}>
      Not used in 90 days
    </Chip>
  ) : (
    <Chip tone="unknown" icon={<CircleHelp aria-hidden="true" />}>
      {path.kind === 'agent' || path.steps.length < 3 ? 'Use not known' : 'Only set in motion'}
    </Chip>
  );
}
