'use client';

import { ChevronRight } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { cx } from '@/components/ui/class-name';
import { Link } from '@/components/ui/link';
import { useShortcut } from '@/components/ui/shortcut';
import { Skeleton } from '@/components/ui/skeleton';
import { TimeText, ZoneName } from '@/components/ui/time-text';
import { ActorName } from '@/components/user/actor-name';
import type { AuditEventView } from '@/lib/contract/audit-event';
import { EventDetails } from './event-details';
import { eventWords, subjectNoun } from './event-words';
import { subjectHref } from './subject-href';

const GRID =
  'sm:grid sm:grid-cols-[1.5rem_9.5rem_minmax(8rem,14rem)_minmax(0,1fr)] sm:items-center sm:gap-x-3';

function step(by: 1 | -1) {
  const rows = [...document.querySelectorAll<HTMLElement>('main [data-event-row]')];
  const at = rows.findIndex((row) => row.closest('li')?.contains(document.activeElement));
  rows[at === -1 ? (by === 1 ? 0 : rows.length - 1) : at + by]?.focus();
}

type Props = { rows: readonly AuditEventView[] | undefined; footer?: ReactNode };

/** Events as sentences, newest first. Each opens where it stands. `j` and `k` walk them, Enter opens one. */
export function EventList({ rows, footer }: Props) {
  useShortcut({ keys: 'j', label: 'Next row', group: 'Lists' }, () => step(1));
  useShortcut({ keys: 'k', label: 'Previous row', group: 'Lists' }, () => step(-1));
  return (
    <>
      <div
        aria-hidden="true"
        className={cx(
          'h-8 border-line border-b bg-sunken px-3 font-medium text-muted text-xs max-sm:hidden',
          GRID,
        )}
      >
        <span />
        <span>
          When{' '}
          <span className="font-normal text-faint">
            <ZoneName />
          </span>
        </span>
        <span>Who</span>
        <span>What</span>
      </div>
      <ul aria-label="Audit events, newest first" aria-busy={rows === undefined || undefined}>
        {rows === undefined
          ? Array.from({ length: 10 }, (_, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the rows are all alike and never move
              <li key={at} className="flex h-8 items-center border-line border-b px-3">
                <Skeleton className="h-3.5 w-2/3" />
              </li>
            ))
          : rows.map((event) => <EventRow key={event.id} event={event} />)}
      </ul>
      {footer !== undefined && (
        <div className="flex min-h-11 flex-wrap items-center gap-3 px-4 py-1.5 text-muted text-sm">
          {footer}
        </div>
      )}
    </>
  );
}

function EventRow({ event }: { event: AuditEventView }) {
  const [isOpen, setOpen] = useState(false);
  const { actor, subject, at, details } = event;
  const detailsId = `event-${event.id}`;
  const reason = (details as { reason?: unknown } | null)?.reason;
  return (
    <li className="border-line border-b last:border-b-0">
      <div
        className={cx(
          'relative min-h-8 px-3 py-1 text-sm hover:bg-hover pointer-coarse:py-2.5 max-sm:flex max-sm:flex-wrap max-sm:items-center max-sm:gap-x-2',
          GRID,
        )}
      >
        <button
          type="button"
          data-event-row=""
          aria-expanded={isOpen}
          aria-controls={detailsId}
          aria-label={`Details: ${actor.name ?? actor.id} ${eventWords(event.event)} ${subjectNoun(subject.kind)} ${subject.id}`}
          onClick={() => setOpen(!isOpen)}
          className="grid size-6 place-items-center rounded-sm text-muted after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:outline-accent focus-visible:after:-outline-offset-2"
        >
          <ChevronRight aria-hidden="true" className={cx('size-4', isOpen && 'rotate-90')} />
        </button>
        <TimeText at={at} show="short" focusable={false} className="text-muted" />
        <span className="truncate font-medium max-sm:ml-auto">{actor.name ?? actor.id}</span>
        <span className="min-w-0 max-sm:basis-full max-sm:pl-8 sm:truncate">
          {eventWords(event.event)} <span className="text-muted">{subjectNoun(subject.kind)}</span>{' '}
          <Subject subject={subject} />
          {typeof reason === 'string' && <span className="text-muted"> “{reason}”</span>}
        </span>
      </div>
      {isOpen && (
        <div id={detailsId} className="border-line border-t bg-sunken px-3 py-3 text-sm sm:pl-12">
          <EventDetails event={event} />
        </div>
      )}
    </li>
  );
}

/** Nobody reads the digest that names a session or an account. */
const DIGESTS = ['session', 'account'];

function Subject({ subject }: { subject: AuditEventView['subject'] }) {
  const href = subjectHref(subject);
  const name =
    subject.kind === 'user' ? (
      <ActorName id={subject.id} />
    ) : subject.id === '*' ? null : (
      <code className="font-mono">
        {DIGESTS.includes(subject.kind) ? subject.id.slice(0, 8) : subject.id}
      </code>
    );
  if (href === null || name === null) return name;
  return (
    <Link
      href={href}
      className="relative z-1 rounded-sm underline decoration-line underline-offset-2 hover:decoration-ink"
    >
      {name}
    </Link>
  );
}
