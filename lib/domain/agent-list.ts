import { UNUSED_DAYS } from './finding';

/** What the list of agents can be sorted by. */
export const AGENT_SORT_KEYS = ['id', 'name', 'tier', 'lastCall', 'liveGrants', 'created'] as const;
export type AgentSortKey = (typeof AGENT_SORT_KEYS)[number];
/** A key alone is from the lowest up, with a dash in front from the highest down. */
export type AgentSort = AgentSortKey | `-${AgentSortKey}`;
export const AGENT_SORTS: readonly AgentSort[] = AGENT_SORT_KEYS.flatMap((key) => [key, `-${key}`] as const);

/**
 * When an agent has asked for something last. `within-7`: in the last 7 days; `not-7`: not for 7 days, counted
 * from its registration when it never has; `never`: it never has.
 */
export const SEEN_DAYS = [7, 30, 90] as const;
export const SEEN = ['within-7', 'within-30', 'within-90', 'not-7', 'not-30', 'not-90', 'never'] as const;
export type Seen = (typeof SEEN)[number];

/** What each of the three shipped narrowings means; lists and documents tell it in these words. */
export const UNOWNED_MEANS = 'neither the owner nor the backup owner is enabled';
export const DORMANT_MEANS = `active, and has asked for nothing for ${UNUSED_DAYS} days`;
/**
 * No grant outlives its task, so this cannot be about grants. It is about what stands ready after the work:
 * without a person in between, it lets the agent begin again, or a token be believed elsewhere.
 */
export const OUTLIVES_TASK_MEANS =
  'all its tasks have ended, and yet something stands on: an automatic entitlement, a key of its own, or a token that a system still believes';

/** How many agents one bulk change may take. */
export const BULK_AGENTS = 200;
