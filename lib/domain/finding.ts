export const SEVERITIES = ['high', 'moderate', 'low'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** What standing risk is looked for, the gravest first; lists come in this order. */
export const FINDING_KINDS = [
  'access_after_task',
  'agent_unowned',
  'secret_overdue',
  'secret_reaches_more',
  'approver_group_empty',
  'key_endless',
  'agent_single_owner',
  'agent_dormant',
  'entitlement_unused',
  'entitlement_broad',
  'tool_changed',
  'tier_below_floor',
  'secret_ageless',
  'tool_unreviewed',
  'key_long',
  'secret_reach_unknown',
] as const;
export type FindingKind = (typeof FINDING_KINDS)[number];

type Rule = {
  severity: Severity;
  /** What is wrong, of the thing whose name stands before it. */
  says: string;
  /** The one thing to do about it. */
  remedy: string;
  /** The operation of the API that does it. */
  operation: string;
};

export const FINDINGS = {
  access_after_task: {
    severity: 'high',
    says: 'is alive although its task has ended',
    remedy: 'Revoke it, and tell us: the end of a task must end it',
    operation: 'revokeGrant',
  },
  agent_unowned: {
    severity: 'high',
    says: 'has neither an enabled owner nor an enabled backup',
    remedy: 'Hand it over to somebody who answers for it, or retire it',
    operation: 'transferAgentOwnership',
  },
  secret_overdue: {
    severity: 'high',
    says: 'has a secret that is older than its rotation age',
    remedy: 'Rotate the secret',
    operation: 'rotateSystemSecret',
  },
  secret_reaches_more: {
    severity: 'high',
    says: 'has a secret that can do more than its registered tools',
    remedy: 'Replace the secret by a narrower one, or register what it can do',
    operation: 'rotateSystemSecret',
  },
  approver_group_empty: {
    severity: 'high',
    says: 'is asked by a rule, and nobody in it is enabled with the role approver or admin',
    remedy: 'Add somebody who decides; until then the admins are asked',
    operation: 'changeApproverGroup',
  },
  key_endless: {
    severity: 'moderate',
    says: 'is a key without an end',
    remedy: 'Replace it by a key with an end, and revoke it',
    operation: 'revokeApiKey',
  },
  agent_single_owner: {
    severity: 'moderate',
    says: 'has only one enabled person who answers for it',
    remedy: 'Name a second one',
    operation: 'transferAgentOwnership',
  },
  agent_dormant: {
    severity: 'moderate',
    says: 'is active but has asked for nothing for 30 days',
    remedy: 'Retire it, or quarantine it until it is needed',
    operation: 'retireAgent',
  },
  entitlement_unused: {
    severity: 'moderate',
    says: 'has not been used for 30 days',
    remedy: 'Revoke it',
    operation: 'revokeEntitlement',
  },
  entitlement_broad: {
    severity: 'moderate',
    says: 'is broader than what was used of it in 90 days; unused',
    remedy: 'Narrow it to what is used',
    operation: 'narrowEntitlement',
  },
  tool_changed: {
    severity: 'moderate',
    says: 'has another definition than the reviewed one: its calls are put off',
    remedy: 'Look at the new definition, and review or block it',
    operation: 'reviewTool',
  },
  tier_below_floor: {
    severity: 'moderate',
    says: 'is set to a lower tier than what its entitlements reach; it is served as',
    remedy: 'Set the tier to what it reaches, or narrow its entitlements',
    operation: 'changeAgent',
  },
  secret_ageless: {
    severity: 'moderate',
    says: 'has a secret without a rotation age',
    remedy: 'Rotate the secret and say how old it may become',
    operation: 'rotateSystemSecret',
  },
  tool_unreviewed: {
    severity: 'low',
    says: 'has been classified by nobody: its calls are put off',
    remedy: 'Review or block it',
    operation: 'reviewTool',
  },
  key_long: {
    severity: 'low',
    says: 'is a key that lives for more than 90 days',
    remedy: 'Replace it by a key with a nearer end, and revoke it',
    operation: 'revokeApiKey',
  },
  secret_reach_unknown: {
    severity: 'low',
    says: 'has a secret of which nobody has said what it can do',
    remedy: 'Declare its reach when you rotate it',
    operation: 'rotateSystemSecret',
  },
} as const satisfies Record<FindingKind, Rule>;

/** How long something may stand unused, or silent, before it is a finding. */
export const UNUSED_DAYS = 30;
/** In how many days what was used of an entitlement is held against what it covers. */
export const BROAD_DAYS = 90;
/** How long a key may live before it is one. */
export const LONG_KEY_DAYS = 90;

export const FINDING_SUBJECTS = [
  'agent',
  'system',
  'entitlement',
  'api-key',
  'tool',
  'grant',
  'task',
  'approver-group',
] as const;
export type FindingSubject = (typeof FINDING_SUBJECTS)[number];
