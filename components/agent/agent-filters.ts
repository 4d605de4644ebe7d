import type { ShippedView } from '@/components/saved-view/view-bar';
import type { Filter } from '@/components/ui/filter-bar';
import type { SelectOption } from '@/components/ui/select';
import { AGENT_STATES } from '@/lib/domain/agent';
import { DORMANT_MEANS, OUTLIVES_TASK_MEANS, SEEN_DAYS, UNOWNED_MEANS } from '@/lib/domain/agent-list';
import { RISK_TIERS } from '@/lib/domain/risk-tier';
import { ENVIRONMENTS, SOURCES } from '@/lib/domain/system';

const named = (values: readonly string[]): SelectOption[] =>
  values.map((value) => ({ value, label: `${value[0]?.toUpperCase()}${value.slice(1)}` }));

const sentence = (text: string): string => `${text[0]?.toUpperCase()}${text.slice(1)}.`;

/** All states but the one that is for ever. */
const IN_USE = AGENT_STATES.filter((state) => state !== 'retired').join(',');

export const filtersWith = (people: readonly SelectOption[]) =>
  [
    { kind: 'text', key: 'q', label: 'Name, id or purpose' },
    { kind: 'select', key: 'tier', label: 'Tier', anyLabel: 'Any tier', options: named(RISK_TIERS) },
    { kind: 'select', key: 'owner', label: 'Owner', anyLabel: 'Any owner', options: people },
    {
      kind: 'select',
      key: 'state',
      label: 'State',
      anyLabel: 'Any state',
      options: [...named(AGENT_STATES), { value: IN_USE, label: 'Not retired' }],
    },
    {
      kind: 'select',
      key: 'seen',
      label: 'Last call',
      anyLabel: 'Any last call',
      options: [
        ...SEEN_DAYS.map((days) => ({ value: `within-${days}`, label: `Called in ${days} days` })),
        ...SEEN_DAYS.map((days) => ({ value: `not-${days}`, label: `Silent for ${days} days` })),
        { value: 'never', label: 'Never called' },
      ],
    },
    {
      kind: 'select',
      key: 'backup',
      label: 'Backup owner',
      anyLabel: 'Any backup owner',
      options: people,
      isFurther: true,
    },
    {
      kind: 'select',
      key: 'environment',
      label: 'Environment',
      anyLabel: 'Any environment',
      options: named(ENVIRONMENTS),
      isFurther: true,
    },
    {
      kind: 'select',
      key: 'source',
      label: 'Source',
      anyLabel: 'Any source',
      options: named(SOURCES),
      isFurther: true,
    },
    {
      kind: 'select',
      key: 'unowned',
      label: 'Answered for',
      anyLabel: 'Owned or not',
      options: [
        { value: 'true', label: 'Nobody answers' },
        { value: 'false', label: 'Somebody answers' },
      ],
      isFurther: true,
    },
    {
      kind: 'select',
      key: 'ownership',
      label: 'Accepted',
      anyLabel: 'Accepted or not',
      options: [
        { value: 'proposed,left', label: 'Waits for acceptance' },
        { value: 'accepted', label: 'Accepted' },
      ],
      isFurther: true,
    },
    {
      kind: 'select',
      key: 'proposedTo',
      label: 'Proposed to',
      anyLabel: 'Proposed to anybody or not',
      options: [{ value: 'me', label: 'Proposed to you' }],
      isFurther: true,
    },
    {
      kind: 'select',
      key: 'dormant',
      label: 'Dormant',
      anyLabel: 'Dormant or not',
      options: [
        { value: 'true', label: 'Dormant' },
        { value: 'false', label: 'Not dormant' },
      ],
      isFurther: true,
    },
    {
      kind: 'select',
      key: 'outlives',
      label: 'Outlives task',
      anyLabel: 'Outlives task or not',
      options: [
        { value: 'true', label: 'Outlives task' },
        { value: 'false', label: 'Ends with task' },
      ],
      isFurther: true,
    },
  ] as const satisfies readonly Filter[];

/** The views that come with the list. */
export const SHIPPED_VIEWS: readonly ShippedView[] = [
  { name: 'All', means: 'Every agent, retired ones among them.', query: {} },
  { name: 'Unowned', means: sentence(UNOWNED_MEANS), query: { unowned: 'true', state: IN_USE } },
  { name: 'Dormant', means: sentence(DORMANT_MEANS), query: { dormant: 'true' } },
  { name: 'Outlives task', means: sentence(OUTLIVES_TASK_MEANS), query: { outlives: 'true' } },
];
