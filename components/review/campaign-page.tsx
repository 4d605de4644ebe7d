'use client';

import { useQuery } from '@tanstack/react-query';
import { parseAsString, parseAsStringLiteral, useQueryStates } from 'nuqs';
import { PageHeader } from '@/components/layout/page-header';
import { EmptyState } from '@/components/ui/empty-state';
import { LinkButton } from '@/components/ui/link-button';
import { Panel } from '@/components/ui/panel';
import { Problem } from '@/components/ui/problem';
import { SkeletonText } from '@/components/ui/skeleton';
import { StaleBadge } from '@/components/ui/stale-badge';
import { Tabs } from '@/components/ui/tabs';
import { EndText, TimeText } from '@/components/ui/time-text';
import type { ReviewCampaignView } from '@/lib/contract/review-campaign';
import { CAMPAIGN_TABS, type CampaignTab, paths } from '@/lib/paths';
import { ApiError } from '@/lib/query/client';
import { campaignOne } from '@/lib/query/review-campaign';
import { CampaignActions } from './campaign-actions';
import { CampaignItems } from './campaign-items';
import { CampaignProgress } from './campaign-progress';
import { CampaignStateChip } from './campaign-state-chip';
import { CampaignTerms } from './campaign-terms';
import { EvidenceButton } from './evidence-button';

const BACK = { label: 'Reviews', href: paths.reviews() };
const LABELS: Record<CampaignTab, string> = { progress: 'Progress', items: 'Items', terms: 'Terms' };

/** One campaign: will it finish, what was decided, and what it was asked to look at. */
export function CampaignPage({ id }: { id: string }) {
  const { data: campaign, error, isError, refetch, dataUpdatedAt } = useQuery(campaignOne(id));
  if (campaign !== undefined)
    return <LoadedCampaign campaign={campaign} staleSince={isError ? new Date(dataUpdatedAt) : null} />;
  if (error instanceof ApiError && (error.status === 404 || error.status === 400)) {
    return (
      <>
        <PageHeader title={id} back={BACK} />
        <EmptyState
          title="There is no such campaign"
          action={<LinkButton href={paths.reviews()}>All campaigns</LinkButton>}
        >
          A closed campaign keeps its page, so this one never was.
        </EmptyState>
      </>
    );
  }
  return (
    <>
      <PageHeader title="Review campaign" back={BACK} />
      {isError ? (
        <Problem error={error} title="The campaign could not be loaded" onRetry={() => refetch()} />
      ) : (
        <Panel title="Loading">
          <SkeletonText lines={8} />
        </Panel>
      )}
    </>
  );
}

function LoadedCampaign({ campaign, staleSince }: { campaign: ReviewCampaignView; staleSince: Date | null }) {
  const [{ tab, item }] = useQueryStates({
    tab: parseAsStringLiteral(CAMPAIGN_TABS).withDefault('progress'),
    item: parseAsString,
  });
  const shown = item === null ? tab : 'items';
  return (
    <>
      <PageHeader
        back={BACK}
        title={campaign.name}
        mark={
          <>
            <CampaignStateChip campaign={campaign} />
            {staleSince !== null && <StaleBadge since={staleSince} />}
          </>
        }
        description={
          <>
            {campaign.closedAt === null ? (
              <EndText at={campaign.endsAt} />
            ) : (
              <>
                closed <TimeText at={campaign.closedAt} show="both" />
              </>
            )}
            {campaign.cause !== null && ` · ${campaign.cause.says}`}
          </>
        }
        actions={
          <>
            {campaign.mine.pending > 0 && (
              <LinkButton variant="primary" href={paths.myReviews({ campaign: campaign.id })}>
                Review {campaign.mine.pending} of mine
              </LinkButton>
            )}
            <LinkButton href={paths.reviewReport(campaign.id)}>Report</LinkButton>
            <EvidenceButton id={campaign.id} />
            <CampaignActions campaign={campaign} />
          </>
        }
      />
      <Tabs
        label="Views of this campaign"
        current={shown}
        tabs={CAMPAIGN_TABS.map((one) => ({
          id: one,
          label: LABELS[one],
          href: paths.reviewCampaign(campaign.id, { tab: one }),
          ...(one === 'items' && { count: campaign.items.total }),
        }))}
      />
      <div className="mt-4">
        {shown === 'progress' && <CampaignProgress campaign={campaign} />}
        {shown === 'items' && <CampaignItems campaign={campaign} item={item} />}
        {shown === 'terms' && <CampaignTerms campaign={campaign} />}
      </div>
    </>
  );
}
