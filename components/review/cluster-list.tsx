'use client';

import { useQueries } from '@tanstack/react-query';
import { cx } from '@/components/ui/class-name';
import { Link } from '@/components/ui/link';
import { Panel } from '@/components/ui/panel';
import type { ReviewCampaignSummary } from '@/lib/contract/review-campaign';
import { paths } from '@/lib/paths';
import { campaignClusters } from '@/lib/query/review-campaign';
import { VERB_WORDS } from './review-words';

/** So many campaigns are asked at once for what is alike in them. */
const MOST = 5;

type Props = { campaigns: readonly ReviewCampaignSummary[]; current: string | null };

/** What is alike, and of a low or moderate tier: it may be decided together. */
export function ClusterList({ campaigns, current }: Props) {
  const answers = useQueries({ queries: campaigns.slice(0, MOST).map(({ id }) => campaignClusters(id)) });
  const clusters = campaigns
    .slice(0, MOST)
    .flatMap(({ id }, at) => (answers[at]?.data ?? []).map((cluster) => ({ campaign: id, ...cluster })));
  if (clusters.length === 0) return null;
  return (
    <Panel title="Alike" flush mark={<span className="text-muted text-sm">may be decided together</span>}>
      <ul className="py-1">
        {clusters.map(({ campaign, cluster, title, items, tier, recommendation }) => (
          <li key={`${campaign} ${cluster}`}>
            <Link
              href={paths.myReviews({ campaign, cluster })}
              scroll={false}
              aria-current={cluster === current ? 'true' : undefined}
              className={cx(
                '-outline-offset-2 block px-3 py-1.5 text-sm hover:bg-hover',
                cluster === current && 'bg-accent-tint',
              )}
            >
              <span className="block truncate font-medium">
                {items} × {title}
              </span>
              <span className="text-muted">
                tier {tier} · recommended: {VERB_WORDS[recommendation].toLowerCase()}
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
