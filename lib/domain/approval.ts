import type { JsonObject } from './argument';
import { BROKEN_GLASS_SECONDS, SCOPE_LIFTS } from './escalation';
import { earliestEnd, secondsAfter } from './grant';
import { type Refusal, refuse } from './refusal';
import type { TierRules } from './risk-tier';
import {
  containsScope,
  coversCall,
  fitsSensitivity,
  intersectScopes,
  type Scope,
  type ScopedCall,
} from './scope';

/**
 * No approval has this name. It stands in a call in the place of the one that was named with a proof that is not
 * believed: such a call uses no approval at all, neither that one nor another.
 */
export const UNVERIFIABLE = 'unverifiable';

/** What an approver gives: exactly the call, or a scope; for how long from the approval on, and how often. */
export type Terms = { scope: Scope | null; ttlSeconds: number; uses: number };

/** An entitlement that is live: no approval gives more than one of them holds. */
export type Ceiling = { id: string; scope: Scope; endsAt: Date; maxTtlSeconds: number };

/** All that bounds what may be given for one call. */
export type Bounds = {
  call: ScopedCall;
  ceilings: readonly Ceiling[];
  taskEndsAt: Date;
  /** Until when every task above could do the call itself; null for a root. */
  delegatedUntil: Date | null;
  /** What every task above could hand on; null for a root. */
  delegable: readonly { scope: Scope; endsAt: Date }[] | null;
  rules: Pick<TierRules, 'maxGrantSeconds' | 'maxApprovalUses'>;
};

/** The scope of exactly this call. Its arguments are bound by the digest. */
export const scopeOfCall = ({
  systemId,
  toolName,
  actionClass,
  sensitivity,
  resource,
}: ScopedCall): Scope => ({
  system: systemId,
  tools: [toolName],
  actionClasses: [actionClass],
  resources: resource === null ? [] : [resource],
  maxSensitivity: sensitivity,
  arguments: {},
});

const byEnd = (a: { endsAt: Date; id: string }, b: { endsAt: Date; id: string }): number =>
  b.endsAt.getTime() - a.endsAt.getTime() || (a.id < b.id ? -1 : 1);

/** The entitlement from which terms would be given, the one that ends last; null where none holds them. */
export function ceilingFor(scope: Scope | null, { call, ceilings }: Bounds): Ceiling | null {
  const holds = (one: Ceiling): boolean =>
    scope === null
      ? coversCall(one.scope, call) && fitsSensitivity(one.scope, call)
      : containsScope(one.scope, scope);
  return [...ceilings].sort(byEnd).find(holds) ?? null;
}

/** The last moment at which what is given from this entitlement may end, whatever was asked for. */
export function latestEnd(scope: Scope | null, ceiling: Ceiling, bounds: Bounds, now: Date): Date {
  const { taskEndsAt, delegatedUntil, delegable, rules } = bounds;
  const handed =
    delegable === null || scope === null
      ? delegatedUntil
      : new Date(
          Math.max(
            now.getTime(),
            ...delegable
              .filter((one) => containsScope(one.scope, scope))
              .map(({ endsAt }) => endsAt.getTime()),
          ),
        );
  return earliestEnd(
    taskEndsAt,
    ceiling.endsAt,
    secondsAfter(now, ceiling.maxTtlSeconds),
    secondsAfter(now, rules.maxGrantSeconds),
    ...(handed === null ? [] : [handed]),
  );
}

const secondsUntil = (end: Date, now: Date): number =>
  Math.max(0, Math.floor((end.getTime() - now.getTime()) / 1000));

/** The most that may be given now; null where nothing may. */
export function approvalLimits(bounds: Bounds, now: Date): (Terms & { ceiling: Ceiling }) | null {
  const ceiling = ceilingFor(null, bounds);
  if (ceiling === null) return null;
  const ttlSeconds = secondsUntil(latestEnd(null, ceiling, bounds, now), now);
  return ttlSeconds < 1
    ? null
    : { ceiling, scope: ceiling.scope, ttlSeconds, uses: bounds.rules.maxApprovalUses };
}

/**
 * The smallest that serves the call: that call, once, as long as its task may need to come back for it.
 * Null where nothing that may be given serves it.
 */
export function recommendedTerms(bounds: Bounds, now: Date): (Terms & { rule: string }) | null {
  const limits = approvalLimits(bounds, now);
  if (limits === null) return null;
  const endsWithTask = secondsUntil(bounds.taskEndsAt, now) <= limits.ttlSeconds;
  return {
    scope: null,
    ttlSeconds: limits.ttlSeconds,
    uses: 1,
    rule: endsWithTask
      ? 'this call, once, until its task ends'
      : 'this call, once, for as long as tier and entitlement allow',
  };
}

/**
 * Why these terms may not be given now; null when they may. Nothing is cut silently: who asks for more than
 * there is to give is told.
 */
export function termsRefusal(terms: Terms, bounds: Bounds, now: Date): Refusal | null {
  const { call, delegable, rules } = bounds;
  if (ceilingFor(null, bounds) === null) {
    return refuse('outside_entitlement', 'no live entitlement of the agent covers the call any more');
  }
  const { scope } = terms;
  if (scope !== null && !(coversCall(scope, call) && fitsSensitivity(scope, call))) {
    return refuse('scope_misses_call', 'the scope does not cover the call that waits');
  }
  const ceiling = ceilingFor(scope, bounds);
  if (ceiling === null) return refuse('outside_entitlement', 'no live entitlement holds the whole scope');
  if (scope !== null && delegable !== null && !delegable.some((one) => containsScope(one.scope, scope))) {
    return refuse('exceeds_delegator', 'a task above could not do all of this itself');
  }
  if (terms.uses > rules.maxApprovalUses) {
    return refuse('above_tier', `uses: the agent’s tier allows ${rules.maxApprovalUses} in one approval`);
  }
  const longest = secondsUntil(latestEnd(scope, ceiling, bounds, now), now);
  if (longest < 1) return refuse('no_time_left', 'what could be given would end at once');
  return terms.ttlSeconds > longest
    ? refuse('above_limit', `ttlSeconds: at most ${longest} seconds are left by task, entitlement and tier`)
    : null;
}

/** What several approvers have all agreed to: the narrowest of everything; null when they have nothing in common. */
export function agreedTerms(all: readonly Terms[]): Terms | null {
  const [first, ...others] = all;
  if (first === undefined) return null;
  return others.reduce<Terms | null>((agreed, one) => {
    if (agreed === null) return null;
    // Exactly the call is the narrowest scope there is.
    const scope =
      agreed.scope === null || one.scope === null ? null : intersectScopes(agreed.scope, one.scope);
    if (scope === null && agreed.scope !== null && one.scope !== null) return null;
    return {
      scope,
      ttlSeconds: Math.min(agreed.ttlSeconds, one.ttlSeconds),
      uses: Math.min(agreed.uses, one.uses),
    };
  }, first);
}

/** What one admin alone may give. */
export const brokenGlassTerms = (bounds: Bounds, now: Date): Terms | null => {
  const limits = approvalLimits(bounds, now);
  return limits === null
    ? null
    : { scope: null, ttlSeconds: Math.min(limits.ttlSeconds, BROKEN_GLASS_SECONDS), uses: 1 };
};

/** The questions that terms answer, of those for which the call waits. */
export const liftsOf = (reasons: readonly string[], scope: Scope | null): string[] =>
  scope === null ? [...reasons] : reasons.filter((code) => (SCOPE_LIFTS as readonly string[]).includes(code));

const MAX_TEXT = 20_000;
const MAX_PARTS = 2_000;

/**
 * Paths of arguments that no screen can show whole: a text that is too long to be read, or more parts than
 * anybody looks at. Nobody approves what they cannot see.
 */
export function hiddenPaths(args: JsonObject): string[] {
  const hidden: string[] = [];
  let parts = 0;
  const walk = (value: unknown, path: string): void => {
    parts += 1;
    if (typeof value === 'string') {
      if (value.length > MAX_TEXT) hidden.push(path);
    } else if (typeof value === 'object' && value !== null) {
      for (const [name, one] of Object.entries(value)) walk(one, path === '' ? name : `${path}.${name}`);
    }
  };
  walk(args, '');
  return parts > MAX_PARTS ? [...hidden, '(too many parts)'] : hidden;
}
