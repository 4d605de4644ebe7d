/** Every URL of the console. Nothing else writes one by hand. */

type Query = Record<string, string | null | undefined>;

export const AGENT_TABS = [
  'summary',
  'access',
  'activity',
  'tasks',
  'identity',
  'delegation',
  'reviews',
  'audit',
] as const;
export type AgentTab = (typeof AGENT_TABS)[number];

export type DecisionFilter = {
  q?: string;
  outcome?: string;
  reason?: string;
  agent?: string;
  task?: string;
  tool?: string;
  from?: string;
  to?: string;
};

export type AgentFilter = {
  q?: string;
  tier?: string;
  state?: string;
  owner?: string;
  environment?: string;
  unowned?: string;
  ownership?: string;
  proposedTo?: string;
  backup?: string;
  source?: string;
  seen?: string;
  dormant?: string;
  outlives?: string;
  sort?: string;
  cols?: string;
};
export type TaskFilter = { q?: string; state?: string; agent?: string };
export type EscalationFilter = {
  queue?: string;
  q?: string;
  state?: string;
  agent?: string;
  system?: string;
  tool?: string;
  tier?: string;
  reason?: string;
  glass?: string;
  /** A group of calls of one kind that stands open. */
  open?: string;
};
/** With what in hand the page of an escalation opens. It decides nothing by itself. */
export type EscalationAct = { act?: 'approve' | 'deny' | 'envelope'; uses?: string };
export type DeferralFilter = { state?: string; agent?: string };
export type ContextFilter = { q?: string };
export type SystemFilter = { q?: string; kind?: string; zone?: string; environment?: string };
export type FindingFilter = { severity?: string; kind?: string; agent?: string; owner?: string };
export type TierChoice = { tier?: string };
export type AuditFilter = { q?: string; actor?: string; type?: string; from?: string; to?: string };
export type CampaignFilter = { q?: string; state?: string; overdue?: string };
export const CAMPAIGN_TABS = ['progress', 'items', 'terms'] as const;
export type CampaignTab = (typeof CAMPAIGN_TABS)[number];
/** Where in one’s reviews: of one campaign, at one item, in one cluster, as cards or as a table. */
export type MyReviewsQuery = { campaign?: string; i?: string; cluster?: string; view?: string };
export const SETTINGS_SECTIONS = [
  'people',
  'roles',
  'approvers',
  'sessions',
  'api-keys',
  'channels',
  'notifications',
  'single-sign-on',
  'retention',
  'clockwork',
  'about',
  'browser',
] as const;
export type SettingsSection = (typeof SETTINGS_SECTIONS)[number];
export const INTEGRATE_WAYS = ['code', 'coding-agent', 'mcp', 'proxy', 'curl'] as const;
export type IntegrateWay = (typeof INTEGRATE_WAYS)[number];
export type ToolFilter = {
  q?: string;
  system?: string;
  actionClass?: string;
  sensitivity?: string;
  state?: string;
  changed?: string;
  untrusted?: string;
  irreversible?: string;
};
export type StopFilter = { open?: string; kind?: string };

export type GraphQuery = { focus?: string; hops?: string; kinds?: string; within?: string; view?: string };
export type GrantFilter = { agent?: string; system?: string; tool?: string; live?: string };
export type EntitlementFilter = {
  agent?: string;
  system?: string;
  activation?: string;
  state?: string;
};
/** What a form for a new grant or entitlement begins with. */
export type NewGrant = {
  task?: string | undefined;
  tool?: string | undefined;
  actionClass?: string | undefined;
  sensitivity?: string | undefined;
  resource?: string | undefined;
};

function withQuery(path: string, query: Query): string {
  const set = Object.entries(query).filter((entry): entry is [string, string] => Boolean(entry[1]));
  return set.length === 0 ? path : `${path}?${new URLSearchParams(set)}`;
}

const segment = encodeURIComponent;

export const paths = {
  overview: () => '/',

  decisions: (filter: DecisionFilter = {}) => withQuery('/decisions', filter),
  decision: (id: string) => `/decisions/${segment(id)}`,

  tasks: (filter: TaskFilter = {}) => withQuery('/tasks', filter),
  task: (id: string) => `/tasks/${segment(id)}`,

  agents: (filter: AgentFilter = {}) => withQuery('/agents', filter),
  importAgents: () => '/agents/import',
  /** The summary is the page itself: its URL carries no tab. */
  agent: (id: string, tab: AgentTab = 'summary') =>
    withQuery(`/agents/${segment(id)}`, { tab: tab === 'summary' ? null : tab }),

  findings: (filter: FindingFilter = {}) => withQuery('/findings', filter),

  systems: (filter: SystemFilter = {}) => withQuery('/systems', filter),
  system: (id: string) => `/systems/${segment(id)}`,

  graph: (query: GraphQuery = {}) => withQuery('/graph', query),
  grants: (filter: GrantFilter = {}) => withQuery('/grants', filter),
  newGrant: (wish: NewGrant = {}) => withQuery('/grants/new', wish),
  entitlements: (filter: EntitlementFilter = {}) => withQuery('/entitlements', filter),
  newEntitlement: (wish: { agent?: string; system?: string } = {}) => withQuery('/entitlements/new', wish),
  tools: (filter: ToolFilter = {}) => withQuery('/tools', filter),
  /** A tool's id has a slash in it, and its name may have more. */
  tool: (id: string) => `/tools/${id.split('/').map(segment).join('/')}`,

  reviews: (filter: CampaignFilter = {}) => withQuery('/reviews', filter),
  myReviews: (query: MyReviewsQuery = {}) => withQuery('/reviews/mine', query),
  /** Its progress is the page itself: its URL carries no tab. */
  reviewCampaign: (id: string, { tab = 'progress', item }: { tab?: CampaignTab; item?: string } = {}) =>
    withQuery(`/reviews/${segment(id)}`, { tab: tab === 'progress' ? null : tab, item }),
  reviewReport: (id: string) => `/reviews/${segment(id)}/report`,
  reviewSchedules: (filter: { q?: string; state?: string } = {}) => withQuery('/reviews/schedules', filter),
  newReviewSchedule: () => '/reviews/schedules/new',
  reviewSchedule: (id: string) => `/reviews/schedules/${segment(id)}`,
  changeReviewSchedule: (id: string) => `/reviews/schedules/${segment(id)}/edit`,

  escalations: (filter: EscalationFilter = {}) => withQuery('/escalations', filter),
  inbox: () => '/inbox',
  escalation: (id: string, act: EscalationAct = {}) => withQuery(`/escalations/${segment(id)}`, act),
  deferrals: (filter: DeferralFilter = {}) => withQuery('/deferrals', filter),

  contexts: (filter: ContextFilter = {}) => withQuery('/contexts', filter),
  context: (id: string) => `/contexts/${segment(id)}`,
  guardrails: () => '/guardrails',
  guardrail: (id: string) => `/guardrails/${segment(id)}`,

  tiers: (choice: TierChoice = {}) => withQuery('/tiers', choice),

  stops: (filter: StopFilter = {}) => withQuery('/stops', filter),
  stop: (id: string) => `/stops/${segment(id)}`,

  issuers: () => '/issuers',

  audit: (filter: AuditFilter = {}) => withQuery('/audit', filter),
  checkpoints: () => '/audit?tab=checkpoints',

  settingsHome: () => '/settings',
  settings: (section: SettingsSection = 'people', filter: { q?: string } = {}) =>
    withQuery(`/settings/${section}`, filter),
  setup: () => '/setup',
  /** Which way of asking is shown; the first one is the page itself. */
  integrate: (way: IntegrateWay = 'code') => withQuery('/integrate', { way: way === 'code' ? null : way }),
  /** What agents' machines take from here. */
  pepFile: (name: string) => `/pep/${segment(name)}`,
  apiReference: (query: { q?: string } = {}) => withQuery('/api-reference', query),

  /** `from` is the path to come back to. */
  signIn: (from?: string) => withQuery('/sign-in', { from }),
};
