import { isPermitted, PERMISSIONS, type Permission, type Role } from '@/lib/domain/role';

const NOUNS: Record<string, string> = {
  'api-key': 'API keys',
  audit: 'Audit log',
  context: 'Shared contexts',
  decision: 'Decisions',
  deferral: 'Deferred calls',
  escalation: 'Escalations',
  finding: 'Findings',
  identity: 'Identities of agents',
  overview: 'Overview',
  settings: 'Settings of the installation',
  setup: 'Setting up',
  'token-key': 'Keys that sign tokens',
  user: 'People',
};

/** `list` reads as seeing: whoever may list may also open. */
const VERBS: Record<string, string> = { list: 'see', read: 'see', ask: 'ask', poll: 'wait for' };

export type NounRow = { noun: string; verbs: { verb: string; permission: Permission }[] };

/** Everything that can be permitted, noun by noun in the order of the alphabet, in words. */
export function permissionRows(): NounRow[] {
  const rows = new Map<string, NounRow>();
  for (const permission of Object.keys(PERMISSIONS) as Permission[]) {
    const [name = '', verb = ''] = permission.split('.');
    const plain = name.replaceAll('-', ' ');
    const noun = NOUNS[name] ?? `${plain[0]?.toUpperCase()}${plain.slice(1)}s`;
    const row = rows.get(noun) ?? { noun, verbs: [] };
    row.verbs.push({ verb: VERBS[verb] ?? verb.replaceAll('-', ' '), permission });
    rows.set(noun, row);
  }
  return [...rows.values()].sort((a, b) => a.noun.localeCompare(b.noun, 'en'));
}

/** What a role may do with a noun, in words; empty for nothing. */
export const verbsOf = (row: NounRow, role: Role): string[] =>
  row.verbs.filter(({ permission }) => isPermitted(permission, [role])).map(({ verb }) => verb);
