'use client';

import { useQueries } from '@tanstack/react-query';
import { CircleCheck } from 'lucide-react';
import { Button } from '@/components/ui/button';
import { Link } from '@/components/ui/link';
import { LinkButton } from '@/components/ui/link-button';
import { TimeText } from '@/components/ui/time-text';
import type { SignOffView } from '@/lib/contract/review-campaign';
import { paths } from '@/lib/paths';
import { reviewItemOne } from '@/lib/query/review-item';
import { VerbChip } from './verb-chip';

const WATCHED = 20;
const WATCH_MS = 2_000;

type Props = { views: readonly SignOffView[]; left: number; onClose: () => void };

const sum = (views: readonly SignOffView[], read: (view: SignOffView) => number): number =>
  views.reduce((total, view) => total + read(view), 0);

/** The receipt: what took effect, observed where a call was denied since, and when it is due again. */
export function SignOffDone({ views, left, onClose }: Props) {
  const applied = views.flatMap((view) => view.applied);
  const watched = useQueries({
    queries: applied.slice(0, WATCHED).map(({ item }) => ({
      ...reviewItemOne(item),
      refetchInterval: WATCH_MS,
    })),
  });
  const denials = new Map(
    watched.flatMap(({ data }) => {
      const denial = data?.effect?.nextDenial ?? null;
      return data === undefined || denial === null ? [] : [[data.id, denial] as const];
    }),
  );
  const nextDueAt = views
    .flatMap((view) => (view.nextDueAt === null ? [] : [view.nextDueAt]))
    .toSorted((a, b) => a.getTime() - b.getTime())[0];
  const signedOff = sum(views, (view) => view.signedOff);
  const facts = [
    { count: sum(views, ({ kept }) => kept), says: 'kept' },
    { count: sum(views, ({ skipped }) => skipped), says: 'skipped' },
    { count: sum(views, ({ handedOn }) => handedOn), says: 'handed on to the second stage' },
    { count: sum(views, ({ gone }) => gone), says: 'gone already' },
    { count: sum(views, ({ waiting }) => waiting), says: 'not applied yet: the clockwork goes on with it' },
  ].filter(({ count }) => count > 0);

  return (
    <section
      aria-label="Signed off"
      className="rounded-lg border border-line border-l-4 border-l-allow bg-raised px-4 py-3"
    >
      <div className="flex flex-wrap items-start gap-3">
        <CircleCheck aria-hidden="true" className="mt-0.5 size-5 shrink-0 text-allow-text" />
        <div className="min-w-0 grow basis-60">
          <h2 className="font-semibold" role="status">
            {signedOff} {signedOff === 1 ? 'decision' : 'decisions'} signed off
            {left > 0 && `, ${left} still yours`}
          </h2>
          <p className="text-muted">
            {facts.map(({ count, says }) => `${count} ${says}`).join(' · ')}
            {nextDueAt !== undefined && (
              <>
                {facts.length > 0 && ' · '}next due <TimeText at={nextDueAt} show="both" />
              </>
            )}
          </p>
        </div>
        {views.map(({ campaign }) => (
          <LinkButton key={campaign} size="sm" href={paths.reviewCampaign(campaign)}>
            Campaign
          </LinkButton>
        ))}
        <Button size="sm" variant="ghost" onClick={onClose}>
          Close
        </Button>
      </div>
      {applied.length > 0 && (
        <ul className="mt-2 max-h-80 divide-y divide-line overflow-y-auto rounded-md border border-line text-sm">
          {applied.map(({ item, title, verb, says }) => {
            const denial = denials.get(item);
            return (
              <li key={item} className="flex flex-wrap items-center gap-x-3 gap-y-0.5 px-3 py-1.5">
                <VerbChip verb={verb} isSaid />
                <span className="min-w-0 grow basis-52 [overflow-wrap:anywhere]">{title}</span>
                <span>
                  {says}
                  {denial !== undefined && (
                    <>
                      ; next call{' '}
                      <Link href={paths.decision(denial.decision)} className="text-accent hover:underline">
                        denied <TimeText at={denial.at} show="short" focusable={false} />
                      </Link>
                    </>
                  )}
                </span>
              </li>
            );
          })}
        </ul>
      )}
    </section>
  );
}
