import { UNVERIFIABLE } from './approval';
import { checkArguments, type JsonObject } from './argument';
import type { Basis } from './delegation';
import type {
  AncestorFacts,
  ApprovalFacts,
  EntitlementFacts,
  GrantFacts,
  TaskFacts,
  ToolCall,
} from './facts';
import { type Outcome, stronger } from './outcome';
import { because, NOTHING, type Reason, type ReasonCode, strongest } from './reason';
import { coversCall, fitsSensitivity, type Scope, type ScopedCall } from './scope';

/** How the task's grants stand to the call. */
export type Match = {
  grant: GrantFacts | null;
  /** Why no grant allows it, or what must be changed so that it does. */
  findings: readonly Reason[];
  arguments: JsonObject;
};

export const NO_MATCH = (args: JsonObject): Match => ({ grant: null, findings: NOTHING, arguments: args });

const isLive = (span: { startsAt: Date; endsAt: Date; revokedAt: Date | null }, now: Date): boolean =>
  span.revokedAt === null && span.startsAt <= now && now < span.endsAt;

/** The entitlements that cover the call now: without one no grant does. */
export function coveringEntitlements(
  entitlements: readonly EntitlementFacts[],
  scoped: ScopedCall,
  now: Date,
): readonly EntitlementFacts[] {
  return entitlements.filter(
    (one) => isLive(one, now) && coversCall(one.scope, scoped) && fitsSensitivity(one.scope, scoped),
  );
}

/** Why one grant does not simply allow the call, with the arguments it would take. */
function grantFindings(
  grant: GrantFacts,
  entitlement: EntitlementFacts,
  scoped: ScopedCall,
  args: JsonObject,
  now: Date,
): { findings: readonly Reason[]; arguments: JsonObject } {
  const findings: Reason[] = [];
  const note = (code: ReasonCode, outcome: Outcome, message: string) =>
    findings.push({ code, outcome, message });
  if (now >= grant.endsAt || now < grant.startsAt) {
    note('grant_expired', 'escalate', `grant ${grant.id} is not live at this time`);
  } else if (grant.uses !== null && grant.spent >= grant.uses) {
    note('grant_exhausted', 'escalate', `grant ${grant.id} has spent its ${grant.uses} uses`);
  }
  if (!fitsSensitivity(grant.scope, scoped)) {
    note(
      'sensitivity_exceeded',
      'escalate',
      `${scoped.sensitivity} is above the grant’s ${grant.scope.maxSensitivity}`,
    );
  }
  let changed = args;
  for (const scope of [grant.scope, entitlement.scope]) {
    const checked = checkArguments(scope.arguments, changed);
    changed = checked.clampedArguments;
    for (const { outcome, message } of checked.findings) {
      note('argument_out_of_scope', outcome === 'clamp' ? 'modify' : outcome, message);
    }
  }
  return { findings, arguments: changed };
}

const byId = (a: { id: string }, b: { id: string }): number => (a.id < b.id ? -1 : 1);

/**
 * Finds the grant that serves the call best: one that simply allows it, else one that would after a
 * change, else the mildest reason why not. Revoked grants count as no grant at all. Among equals the
 * smallest id decides, so the order of the facts never matters.
 */
export function matchGrants(
  task: Pick<TaskFacts, 'grants'>,
  covering: readonly EntitlementFacts[],
  scoped: ScopedCall,
  args: JsonObject,
  now: Date,
): Match {
  let best: (Match & { outcome: Outcome }) | null = null;
  for (const grant of [...task.grants].sort(byId)) {
    // A grant is only as good as the entitlement it was taken from.
    const entitlement = covering.find((one) => one.id === grant.entitlementId);
    if (entitlement === undefined || grant.revokedAt !== null || !coversCall(grant.scope, scoped)) continue;
    // What people gave for a call is not spent while it is not needed.
    if (grant.approval !== null) continue;
    const { findings, arguments: changed } = grantFindings(grant, entitlement, scoped, args, now);
    const outcome = strongest(findings);
    if (outcome === 'allow') return { grant, findings: NOTHING, arguments: args };
    if (best === null || stronger(best.outcome, outcome) !== outcome) {
      best = { grant: outcome === 'modify' ? grant : null, findings, arguments: changed, outcome };
    }
  }
  if (best !== null) return best;
  const required = because(
    'grant_required',
    'escalate',
    'an entitlement covers the call, but no live grant does',
  );
  return { grant: null, findings: required, arguments: args };
}

/** A grant that people gave for a waiting call, and what else it would take for the call to go through. */
export type ApprovedMatch = Match & { grant: GrantFacts; approval: ApprovalFacts };

/**
 * The approvals of the task that fit the call and are live: the one that the caller names first, then those of
 * exactly this call before those of a scope; none where the proof of the named one was not believed.
 * INVARIANT (approval-once): one of another digest fits nothing.
 */
export function approvedMatches(
  task: Pick<TaskFacts, 'grants'>,
  covering: readonly EntitlementFacts[],
  call: Pick<ToolCall, 'digest' | 'approvalId' | 'arguments'>,
  scoped: ScopedCall,
  now: Date,
): ApprovedMatch[] {
  if (call.approvalId === UNVERIFIABLE) return [];
  const rank = ({ id, digest }: ApprovalFacts): number =>
    id === call.approvalId ? 0 : digest === null ? 2 : 1;
  return [...task.grants]
    .sort(byId)
    .flatMap((grant): ApprovedMatch[] => {
      const { approval } = grant;
      const entitlement = covering.find((one) => one.id === grant.entitlementId);
      if (approval === null || entitlement === undefined || grant.revokedAt !== null) return [];
      if (now >= grant.endsAt || now < grant.startsAt) return [];
      if (grant.uses === null || grant.spent >= grant.uses) return [];
      const fits =
        approval.digest === null ? coversCall(grant.scope, scoped) : approval.digest === call.digest;
      if (!fits) return [];
      return [{ grant, approval, ...grantFindings(grant, entitlement, scoped, call.arguments, now) }];
    })
    .sort((a, b) => rank(a.approval) - rank(b.approval));
}

/**
 * The grant by which a task further up could do exactly this call itself, without a change or a question.
 * One with counted uses is none: two tasks would spend one count.
 */
export function basisOf(
  ancestor: AncestorFacts,
  scoped: ScopedCall,
  args: JsonObject,
  now: Date,
): Basis | null {
  const covering = coveringEntitlements(ancestor.agent.entitlements, scoped, now);
  for (const grant of [...ancestor.task.grants].sort(byId)) {
    const entitlement = covering.find((one) => one.id === grant.entitlementId);
    if (entitlement === undefined || grant.revokedAt !== null || grant.uses !== null) continue;
    if (!coversCall(grant.scope, scoped)) continue;
    if (grantFindings(grant, entitlement, scoped, args, now).findings.length === 0)
      return { grant, entitlement };
  }
  return null;
}

/** The scopes that cover the call: the grant's and its entitlement's. */
export function scopesOf({ grant }: Match, covering: readonly EntitlementFacts[]): readonly Scope[] {
  if (grant === null) return [];
  const entitlement = covering.find((one) => one.id === grant.entitlementId);
  return entitlement === undefined ? [grant.scope] : [grant.scope, entitlement.scope];
}
