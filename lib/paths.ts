/** Every URL of the console. Nothing else writes one by hand. */

type Query = Record<string, string | null | undefined>;

export const AGENT_TABS = ['summary', 'access', 'activity', 'tasks', 'audit'] as const;
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
};
export type TaskFilter = { q?: string; state?: string; agent?: string };
export type EscalationFilter = { state?: string; agent?: string };
export type ContextFilter = { q?: string };
export type SystemFilter = { q?: string; kind?: string; zone?: string; environment?: string };
export type FindingFilter = { severity?: string; kind?: string };
export type AuditFilter = { q?: string; actor?: string; type?: string; from?: string; to?: string };
export const SETTINGS_SECTIONS = [
  'people',
  'roles',
  'sessions',
  'api-keys',
  'single-sign-on',
  'retention',
  'about',
  'browser',
] as const;
export type SettingsSection = (typeof SETTINGS_SECTIONS)[number];
export type StopFilter = { open?: string; kind?: string };

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
  /** The summary is the page itself: its URL carries no tab. */
  agent: (id: string, tab: AgentTab = 'summary') =>
    withQuery(`/agents/${segment(id)}`, { tab: tab === 'summary' ? null : tab }),

  findings: (filter: FindingFilter = {}) => withQuery('/findings', filter),

  systems: (filter: SystemFilter = {}) => withQuery('/systems', filter),
  system: (id: string) => `/systems/${segment(id)}`,

  escalations: (filter: EscalationFilter = {}) => withQuery('/escalations', filter),

  contexts: (filter: ContextFilter = {}) => withQuery('/contexts', filter),
  context: (id: string) => `/contexts/${segment(id)}`,
  guardrails: () => '/guardrails',
  guardrail: (id: string) => `/guardrails/${segment(id)}`,

  stops: (filter: StopFilter = {}) => withQuery('/stops', filter),

  issuers: () => '/issuers',

  audit: (filter: AuditFilter = {}) => withQuery('/audit', filter),
  checkpoints: () => '/audit?tab=checkpoints',

  importAgents: () => '/agents/import',

  settingsHome: () => '/settings',
  settings: (section: SettingsSection = 'people', filter: { q?: string } = {}) =>
    withQuery(`/settings/${section}`, filter),
  setup: () => '/setup',

  /** `from` is the path to come back to. */
  signIn: (from?: string) => withQuery('/sign-in', { from }),
};
