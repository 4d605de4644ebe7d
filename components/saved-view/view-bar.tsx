'use client';

import { useQuery } from '@tanstack/react-query';
import { BookmarkPlus, X } from 'lucide-react';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { cx } from '@/components/ui/class-name';
import { Link } from '@/components/ui/link';
import { Problem } from '@/components/ui/problem';
import { showToast } from '@/components/ui/toast';
import { usePermissionRefusal } from '@/components/user/permission';
import type { SavedViewView } from '@/lib/contract/saved-view';
import type { ViewedList } from '@/lib/domain/saved-view';
import { savedViews, useRemoveSavedView } from '@/lib/query/saved-view';
import { SaveViewDialog } from './save-view-dialog';

type ViewQuery = Readonly<Record<string, string>>;

/** A view that comes with Cordon: its name, what it means, and what the address says then. */
export type ShippedView = { name: string; means: string; query: ViewQuery };

type Props = {
  list: ViewedList;
  shipped: readonly ShippedView[];
  /** What the address says now: filters, order, columns. */
  query: ViewQuery;
  href: (query: ViewQuery) => string;
};

const isSame = (a: ViewQuery, b: ViewQuery): boolean =>
  [a, b].every((one) => Object.keys(one).every((key) => a[key] === b[key]));

/** Named views of a list: those that come with it, and those that the reader has saved. */
export function ViewBar({ list, shipped, query, href }: Props) {
  const saved = useQuery(savedViews(list));
  const refusal = usePermissionRefusal('saved-view.create');
  const remove = useRemoveSavedView();
  const [isSaving, setSaving] = useState(false);
  const own = saved.data ?? [];
  const isKnown = [...shipped, ...own].some((view) => isSame(view.query, query));
  const current = own.find((view) => isSame(view.query, query));

  const drop = async (view: SavedViewView) => {
    try {
      await remove.mutateAsync(view.id);
      showToast({ tone: 'done', title: `The view ${view.name} is removed` });
    } catch (error) {
      showToast({ tone: 'failed', title: 'Not removed', detail: (error as Error).message });
    }
  };

  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
      <nav aria-label="Views" className="min-w-0">
        <ul className="flex flex-wrap gap-1.5">
          {shipped.map((view) => (
            <ViewLink
              key={view.name}
              name={view.name}
              means={view.means}
              href={href(view.query)}
              isCurrent={isSame(view.query, query)}
            />
          ))}
          {own.map((view) => (
            <ViewLink key={view.id} name={view.name} href={href(view.query)} isCurrent={view === current} />
          ))}
        </ul>
      </nav>
      {current !== undefined && (
        <Button
          variant="ghost"
          size="sm"
          busy={remove.isPending}
          aria-label={`Remove the view ${current.name}`}
          onClick={() => drop(current)}
        >
          <X aria-hidden="true" />
          Remove view
        </Button>
      )}
      {!isKnown && Object.keys(query).length > 0 && (
        <Button variant="ghost" size="sm" disabledReason={refusal} onClick={() => setSaving(true)}>
          <BookmarkPlus aria-hidden="true" />
          Save view
        </Button>
      )}
      {saved.isError && (
        <Problem
          error={saved.error}
          title="Your saved views could not be loaded"
          onRetry={() => saved.refetch()}
        />
      )}
      {isSaving && <SaveViewDialog list={list} query={query} onClose={() => setSaving(false)} />}
    </div>
  );
}

type LinkProps = { name: string; means?: string; href: string; isCurrent: boolean };

const ViewLink = ({ name, means, href, isCurrent }: LinkProps) => (
  <li>
    <Link
      href={href}
      scroll={false}
      aria-current={isCurrent ? 'true' : undefined}
      data-tip={means}
      className={cx(
        'inline-flex h-7 max-w-60 items-center rounded-full border px-3 text-sm pointer-coarse:h-11',
        isCurrent
          ? 'border-accent bg-accent-tint font-medium text-ink'
          : 'border-line text-muted hover:bg-hover hover:text-ink',
      )}
    >
      <span className="truncate">{name}</span>
    </Link>
  </li>
);
