/** What an event says where its name does not read well, after who did it and before its subject. */
const WORDS: Record<string, string> = {
  'audit.exported': 'exported audit events',
  'session.started': 'signed in with a',
  'session.ended': 'ended a',
  'session.refused': 'was refused to sign in to',
  'decision.outcome_reported': 'reported what came of',
  'setup.demo-removed': 'removed the demo from the',
  'setup.dismissed': 'dismissed the wizard of the',
  'setup.preset-chosen': 'chose a preset of tiers for the',
  'setup.resumed': 'brought back the wizard of the',
  'system.discovered': 'asked for its tools',
  'system.secret-removed': 'removed the secret of',
  'system.secret-rotated': 'rotated the secret of',
  'system.secret-set': 'set the secret of',
  'tier.replaced': 'replaced the rules of',
  'user.linked': 'linked single sign-on to',
  'user.password-reset': 'made a password link for',
  'user.password-set': 'set the password of',
};

/** `agent.quarantined` as words: "quarantined". Names that nobody has words for yet read well enough. */
export const eventWords = (event: string): string =>
  WORDS[event] ?? event.slice(event.indexOf('.') + 1).replaceAll(/[-_]/g, ' ');

const NOUNS: Record<string, string> = { user: 'person', 'api-key': 'API key', 'audit-event': 'audit events' };

/** What kind of thing a subject is, in words. */
export const subjectNoun = (kind: string): string => NOUNS[kind] ?? kind.replaceAll('-', ' ');

/** The kinds of events, by how their names begin. */
export const EVENT_KINDS: readonly { value: string; label: string }[] = [
  { value: 'agent.', label: 'Agents' },
  { value: 'api-key.', label: 'API keys' },
  { value: 'audit.', label: 'Audit exports' },
  { value: 'context.', label: 'Contexts' },
  { value: 'decision.', label: 'Outcome reports' },
  { value: 'entitlement.', label: 'Entitlements' },
  { value: 'escalation.', label: 'Escalations' },
  { value: 'grant.', label: 'Grants' },
  { value: 'guardrail.', label: 'Guardrails' },
  { value: 'identity.', label: 'Identities' },
  { value: 'issuer.', label: 'Issuers' },
  { value: 'session.', label: 'Sessions' },
  { value: 'session.refused', label: 'Sessions: sign-in refused' },
  { value: 'setup.', label: 'Setup' },
  { value: 'stop.', label: 'Stops' },
  { value: 'system.', label: 'Systems' },
  { value: 'task.', label: 'Tasks' },
  { value: 'tier.', label: 'Tiers' },
  { value: 'token', label: 'Tokens and their keys' },
  { value: 'tool.', label: 'Tools' },
  { value: 'user.', label: 'People' },
];
