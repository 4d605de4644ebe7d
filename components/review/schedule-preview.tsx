'use client';

import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { CountText } from '@/components/ui/count-text';
import { Panel } from '@/components/ui/panel';
import { Problem } from '@/components/ui/problem';
import { SkeletonText } from '@/components/ui/skeleton';
import { usePermissionRefusal } from '@/components/user/permission';
import { PersonText } from '@/components/user/person-text';
import {
  PreviewReviewScheduleInput,
  type ReviewSchedulePreview,
  type SlotTime,
} from '@/lib/contract/review-schedule';
import { REVIEW_SUBJECTS } from '@/lib/domain/review';
import { reviewSchedulePreview } from '@/lib/query/review-schedule';
import { cadenceWords } from './cadence-words';
import { coversText, reviewerText, SILENCE_WORDS, SUBJECT_NAMES } from './review-words';

/** What a schedule would do now: what it covers, whom it asks, when, and what silence would take away. */
export function SchedulePreview({ draft }: { draft: PreviewReviewScheduleInput }) {
  const refusal = usePermissionRefusal('review-schedule.preview');
  const isWhole = PreviewReviewScheduleInput.safeParse(draft).success;
  const { data, error } = useQuery({
    ...reviewSchedulePreview(draft),
    enabled: refusal === null && isWhole,
  });
  return (
    <Panel title="What it would do">
      <p className="font-medium">{coversText(draft.covers)}</p>
      <p className="text-muted text-sm">
        {cadenceWords(draft.cadence)} · asks {reviewerText(draft.reviewer)}
      </p>
      <div className="mt-3 flex flex-col gap-3">
        {refusal !== null ? (
          <p className="text-muted text-sm">The preview: {refusal}.</p>
        ) : !isWhole ? (
          <p className="text-muted text-sm">Choose what is missing to see what it would do.</p>
        ) : error !== null ? (
          <Problem error={error} title="It cannot be previewed" />
        ) : data === undefined ? (
          <SkeletonText lines={6} />
        ) : (
          <>
            <dl className="grid grid-cols-2 gap-x-4 gap-y-2">
              <Figure label="Agents covered">
                <CountText count={data.agents} />
                {data.due !== null && (
                  <span className="font-normal text-muted text-sm"> · {data.due} due now</span>
                )}
              </Figure>
              <Figure label="Items">
                <CountText count={data.items.entitlements + data.items.ownership + data.items.tools} />
                <span className="block font-normal text-muted text-sm">{partsOf(data.items)}</span>
              </Figure>
            </dl>
            <div>
              <h3 className="text-muted text-sm">Asked{data.isSample && ', of the first 2,000 items'}</h3>
              <ul className="text-sm">
                {data.reviewers.slice(0, 5).map(({ person, items }) => (
                  <li key={person.id} className="flex justify-between gap-3">
                    <PersonText person={person} />
                    <CountText count={items} />
                  </li>
                ))}
              </ul>
              <p className="text-muted text-sm">
                {data.reviewers.length > 5 && `and ${data.reviewers.length - 5} more · `}
                {data.fallback > 0 && `${data.fallback} to the fallback · `}
                {data.nobody > 0 ? (
                  <span className="text-deny-text">{data.nobody} to nobody: admins see them</span>
                ) : (
                  'somebody is found for each'
                )}
              </p>
            </div>
            <div>
              <h3 className="text-muted text-sm">If nobody says anything</h3>
              <p className="text-sm">
                {SILENCE_WORDS[draft.onSilence]}: {data.silence.keep} kept · {data.silence.narrow} narrowed ·{' '}
                <span className={data.silence.revoke > 0 ? 'font-medium text-deny-text' : undefined}>
                  {data.silence.revoke} revoked
                </span>
              </p>
            </div>
            <div>
              <h3 className="text-muted text-sm">
                {data.slots.length === 0
                  ? 'No slot on the calendar'
                  : `The next slots, in ${draft.timeZone}${draft.timeZone === 'UTC' ? '' : ' and UTC'}`}
              </h3>
              <SlotList slots={data.slots} />
            </div>
          </>
        )}
      </div>
    </Panel>
  );
}

const partsOf = (items: ReviewSchedulePreview['items']): string =>
  REVIEW_SUBJECTS.filter((subject) => items[subject] > 0)
    .map((subject) => `${items[subject]} ${SUBJECT_NAMES[subject].toLowerCase()}`)
    .join(' · ') || 'none';

/** Each slot as the clock on the wall shows it, and in UTC. */
export function SlotList({ slots }: { slots: readonly SlotTime[] }) {
  return (
    <ol className="text-sm">
      {slots.map(({ at, local }) => (
        <li key={at.getTime()} className="flex flex-wrap justify-between gap-x-3">
          <span>{local}</span>
          <time dateTime={at.toISOString()} className="text-muted">
            {at.toISOString().replace('T', ' ').slice(0, 16)} UTC
          </time>
        </li>
      ))}
    </ol>
  );
}

function Figure({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div>
      <dt className="text-muted text-sm">{label}</dt>
      <dd className="font-semibold text-lg">{children}</dd>
    </div>
  );
}
