import { CountText } from '@/components/ui/count-text';
import type { Column } from '@/components/ui/data-table';
import { TierChip } from '@/components/ui/tier-chip';
import { TimeText } from '@/components/ui/time-text';
import { PersonText } from '@/components/user/person-text';
import type { ReviewItemSummary } from '@/lib/contract/review-item';
import { ITEM_STATE_WORDS, KIND_NAMES, RULE_NAMES } from './review-words';
import { VerbChip } from './verb-chip';

type Item = ReviewItemSummary;

const TITLE: Column<Item> = {
  id: 'title',
  header: 'Item',
  card: 'title',
  cell: ({ title }) => <span title={title}>{title}</span>,
};
const TIER: Column<Item> = {
  id: 'tier',
  header: 'Tier',
  card: 'mark',
  width: 'w-28',
  cell: ({ tier }) => <TierChip tier={tier} />,
};
const KIND: Column<Item> = {
  id: 'kind',
  header: 'Kind',
  width: 'w-28',
  from: 'xl',
  card: 'hidden',
  cell: ({ kind }) => <span className="text-muted">{KIND_NAMES[kind]}</span>,
};
const RECOMMENDED: Column<Item> = {
  id: 'recommendation',
  header: 'Recommended, rule',
  width: 'w-64',
  cell: ({ recommendation, recommendationRule, recommendationSays }) => (
    <span className="inline-flex items-center gap-2" title={recommendationSays}>
      <VerbChip verb={recommendation} />
      <span className="text-muted">{RULE_NAMES[recommendationRule]}</span>
    </span>
  ),
};
const USED: Column<Item> = {
  id: 'used',
  header: 'Used',
  width: 'w-24',
  align: 'end',
  from: 'lg',
  cell: ({ toolsUsed, toolsGranted }) => (
    <>
      <CountText count={toolsUsed} />
      <span className="text-muted">
        {' of '}
        <CountText count={toolsGranted} />
      </span>
    </>
  ),
};
const LAST: Column<Item> = {
  id: 'last',
  header: 'Last used',
  width: 'w-28',
  align: 'end',
  from: 'md',
  cell: ({ lastUsedAt }) =>
    lastUsedAt === null ? (
      <span className="text-faint">never</span>
    ) : (
      <TimeText at={lastUsedAt} focusable={false} />
    ),
};
const SAID: Column<Item> = {
  id: 'said',
  header: 'Decision',
  width: 'w-44',
  cell: (item) => <SaidCell item={item} />,
};
const REVIEWER: Column<Item> = {
  id: 'reviewer',
  header: 'Asked',
  width: 'w-36',
  from: 'md',
  cell: ({ reviewer, isFallback }) =>
    reviewer === null ? (
      <span className="text-deny-text">nobody found</span>
    ) : (
      <>
        <PersonText person={reviewer} />
        {isFallback && <span className="text-faint"> (fallback)</span>}
      </>
    ),
};
const CAMPAIGN: Column<Item> = {
  id: 'campaign',
  header: 'Campaign',
  width: 'w-52',
  cell: ({ campaignName }) => campaignName,
};

function SaidCell({ item: { decision, state } }: { item: Item }) {
  if (decision === null) return <span className="text-muted">{ITEM_STATE_WORDS[state]}</span>;
  return (
    <span className="inline-flex items-center gap-2">
      <VerbChip verb={decision.verb} isSaid />
      <span className="text-muted">
        {decision.bySilence
          ? 'by silence'
          : state === 'decided'
            ? 'staged'
            : decision.isBulk
              ? 'in bulk'
              : (decision.by?.name ?? '')}
      </span>
    </span>
  );
}

export const MY_COLUMNS: readonly Column<Item>[] = [TITLE, TIER, KIND, RECOMMENDED, USED, LAST, SAID];
export const CAMPAIGN_COLUMNS: readonly Column<Item>[] = [
  TITLE,
  TIER,
  KIND,
  RECOMMENDED,
  LAST,
  REVIEWER,
  SAID,
];
export const AGENT_COLUMNS: readonly Column<Item>[] = [TITLE, KIND, RECOMMENDED, CAMPAIGN, REVIEWER, SAID];
