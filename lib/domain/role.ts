/** What people and keys may be. `pep` is for enforcement points alone. */
export const ROLES = ['admin', 'approver', 'reviewer', 'auditor', 'pep'] as const;
export type Role = (typeof ROLES)[number];
export const PERSON_ROLES = ['admin', 'approver', 'reviewer', 'auditor'] as const;

const EVERY_PERSON: readonly Role[] = ['admin', 'approver', 'reviewer', 'auditor'];
const ADMIN: readonly Role[] = ['admin'];

/**
 * Who may do what. The whole policy of the console and its API; verbs ask it, screens show it. What a PEP
 * key may do is narrowed further to the agents and systems it is bound to.
 */
export const PERMISSIONS = {
  'user.list': EVERY_PERSON,
  'user.create': ADMIN,
  'user.disable': ADMIN,
  'user.enable': ADMIN,
  'user.change': ADMIN,
  'user.reset-password': ADMIN,
  'api-key.list': ADMIN,
  'api-key.create': ADMIN,
  'api-key.rotate': ADMIN,
  'api-key.revoke': ADMIN,
  'system.list': EVERY_PERSON,
  'system.create': ADMIN,
  'system.change': ADMIN,
  'system.rotate-secret': ADMIN,
  'system.remove-secret': ADMIN,
  'system.discover': ADMIN,
  'tool.list': EVERY_PERSON,
  'tool.create': ADMIN,
  'tool.change': ADMIN,
  'tool.review': ADMIN,
  'tool.block': ADMIN,
  'agent.list': EVERY_PERSON,
  'agent.create': ADMIN,
  'agent.change': ADMIN,
  'agent.activate': ADMIN,
  'agent.quarantine': ADMIN,
  'agent.release': ADMIN,
  'agent.retire': ADMIN,
  'agent.transfer-ownership': ADMIN,
  'agent.observe': ADMIN,
  'identity.list': EVERY_PERSON,
  'identity.add': ADMIN,
  'identity.remove': ADMIN,
  'issuer.list': EVERY_PERSON,
  'issuer.create': ADMIN,
  'issuer.rotate': ADMIN,
  'issuer.test': ADMIN,
  'issuer.disable': ADMIN,
  'issuer.enable': ADMIN,
  'token.introspect': ['admin', 'pep'],
  'token.revoke': ['admin', 'pep'],
  'token-key.rotate': ADMIN,
  'entitlement.list': EVERY_PERSON,
  'entitlement.create': ADMIN,
  'entitlement.narrow': ADMIN,
  'entitlement.revoke': ADMIN,
  'task.list': [...EVERY_PERSON, 'pep'],
  'task.open': ['admin', 'pep'],
  'task.pause': ['admin', 'pep'],
  'task.resume': ['admin', 'pep'],
  'task.complete': ['admin', 'pep'],
  'task.fail': ['admin', 'pep'],
  'task.cancel': ['admin', 'pep'],
  'task.relabel': ADMIN,
  'context.list': [...EVERY_PERSON, 'pep'],
  'context.create': ['admin', 'pep'],
  'context.relabel': ADMIN,
  'grant.list': EVERY_PERSON,
  'grant.create': ADMIN,
  'grant.revoke': ADMIN,
  'decision.list': EVERY_PERSON,
  'decision.ask': ['admin', 'pep'],
  'decision.report': ['admin', 'pep'],
  'escalation.list': EVERY_PERSON,
  'escalation.poll': [...EVERY_PERSON, 'pep'],
  'deferral.list': EVERY_PERSON,
  'stop.list': EVERY_PERSON,
  'stop.create': ADMIN,
  'stop.release': ADMIN,
  'tier.list': EVERY_PERSON,
  'tier.replace': ADMIN,
  'guardrail.list': EVERY_PERSON,
  'guardrail.create': ADMIN,
  'guardrail.change': ADMIN,
  'guardrail.validate': ADMIN,
  'guardrail.shadow': ADMIN,
  'guardrail.enforce': ADMIN,
  'guardrail.retire': ADMIN,
  'audit.list': ['admin', 'auditor'],
  'audit.verify': ['admin', 'auditor'],
  'overview.read': EVERY_PERSON,
  'finding.list': EVERY_PERSON,
  'blast-radius.read': EVERY_PERSON,
} as const satisfies Record<string, readonly Role[]>;
export type Permission = keyof typeof PERMISSIONS;

export function isPermitted(permission: Permission, roles: readonly Role[]): boolean {
  const allowed: readonly Role[] = PERMISSIONS[permission];
  return roles.some((role) => allowed.includes(role));
}
