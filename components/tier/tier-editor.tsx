'use client';

import { useId, useState } from 'react';
import { Key } from '@/components/layout/key';
import { Button } from '@/components/ui/button';
import { Panel } from '@/components/ui/panel';
import { useZone } from '@/components/ui/preference-provider';
import { formatClock, zoneName } from '@/components/ui/time-format';
import { TimeText } from '@/components/ui/time-text';
import { ActorName } from '@/components/user/actor-name';
import { usePermissionRefusal } from '@/components/user/permission';
import { TierRulesShape, type TierView } from '@/lib/contract/tier';
import { SHIPPED_TIERS, TIER_VERDICTS, type TierRules } from '@/lib/domain/risk-tier';
import { rebaseTier, tierDifferences, withCell } from '@/lib/domain/tier-difference';
import { ChangedTier } from './changed-tier';
import { DifferenceList } from './difference-list';
import { LimitField } from './limit-field';
import { SaveTierDialog } from './save-tier-dialog';
import { TierMatrix } from './tier-matrix';
import {
  explainTier,
  LIMIT_FIELDS,
  LIMIT_GROUPS,
  LIMITS,
  TIER_NAMES,
  VERDICT_KEYS,
  VERDICT_WORDS,
} from './tier-words';

/** What somebody has typed, with what it was typed on. */
type Draft = { base: TierView; rules: TierRules };

/** One tier: its matrix and its other rules, to read and to change, with what would come of it. */
export function TierEditor({ tier }: { tier: TierView }) {
  const zone = useZone();
  const refusal = usePermissionRefusal('tier.replace');
  // Null while nothing was changed: then the page follows what is saved.
  const [draft, setDraft] = useState<Draft | null>(null);
  const hintId = useId();
  const [isSaving, setSaving] = useState(false);
  const [savedAt, setSavedAt] = useState<Date | null>(null);
  const base = draft?.base ?? tier;
  const rules = draft?.rules ?? tier.rules;
  const shipped = SHIPPED_TIERS[tier.id];
  const changes = tierDifferences(base.rules, rules);
  const fromShipped = tierDifferences(shipped, rules);
  const checked = TierRulesShape.safeParse(rules);
  const errors = new Map(checked.error?.issues.map(({ path, message }) => [String(path[0]), message]));
  const isStale = draft !== null && tier.revision !== draft.base.revision;

  const change = (next: TierRules) => {
    setSavedAt(null);
    setDraft(tierDifferences(base.rules, next).length === 0 ? null : { base, rules: next });
  };
  const readOnly = refusal !== null;
  const whyNot =
    refusal ??
    (changes.length === 0
      ? 'Nothing has changed'
      : isStale
        ? 'It was changed meanwhile: look at the notice first'
        : checked.success
          ? null
          : 'A value is out of its bounds');

  return (
    <>
      <div className="mb-4 flex flex-wrap items-center gap-x-4 gap-y-2">
        <p className="grow text-muted">
          Revision {tier.revision}, in force since <TimeText at={tier.updatedAt} show="both" />, by{' '}
          {tier.updatedBy === 'system' ? 'the installation' : <ActorName id={tier.updatedBy} />}
        </p>
        <div className="flex flex-wrap gap-2">
          <Button
            disabledReason={refusal ?? (fromShipped.length === 0 ? 'It is as shipped' : null)}
            onClick={() => change(shipped)}
          >
            Use shipped values
          </Button>
          <Button
            disabledReason={refusal ?? (draft === null ? 'Nothing has changed' : null)}
            onClick={() => setDraft(null)}
          >
            Discard
          </Button>
          <Button variant="primary" disabledReason={whyNot} onClick={() => setSaving(true)}>
            Preview and save…
          </Button>
        </div>
      </div>
      <div aria-live="polite">
        {savedAt !== null && (
          <p className="mb-4 rounded-lg bg-allow-tint px-4 py-2.5 font-medium text-allow-text">
            In force since {formatClock(savedAt, zone)} {zoneName(savedAt, zone)}: every decision that starts
            after it is made by these rules.
          </p>
        )}
      </div>
      {isStale && (
        <ChangedTier
          theirs={tier}
          differences={tierDifferences(draft.base.rules, tier.rules)}
          onKeep={() => {
            const merged = rebaseTier(draft.base.rules, draft.rules, tier.rules);
            setDraft(tierDifferences(tier.rules, merged).length === 0 ? null : { base: tier, rules: merged });
          }}
          onDrop={() => setDraft(null)}
        />
      )}
      <div className="grid items-start gap-4 xl:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
        <div className="flex min-w-0 flex-col gap-4">
          <Panel title="Matrix">
            <TierMatrix
              matrix={rules.matrix}
              saved={base.rules.matrix}
              shipped={shipped.matrix}
              explainedBy={hintId}
              onChange={
                readOnly
                  ? null
                  : (actionClass, sensitivity, verdict) =>
                      change(withCell(rules, actionClass, sensitivity, verdict))
              }
            />
            <p id={hintId} className="mt-3 text-muted text-sm">
              {readOnly ? (
                `To look at only. ${refusal}.`
              ) : (
                <>
                  <span className="max-sm:hidden">
                    Arrows walk the matrix;{' '}
                    {TIER_VERDICTS.map((verdict) => (
                      <span key={verdict} className="mr-2 whitespace-nowrap">
                        <Key keys={VERDICT_KEYS[verdict]} /> {VERDICT_WORDS[verdict]}
                      </span>
                    ))}
                  </span>
                  A ring marks what is not saved, a dot what is not as shipped.
                </>
              )}
            </p>
          </Panel>
          {LIMIT_GROUPS.map((group) => (
            <Panel key={group} title={group}>
              <div className="-my-2">
                {LIMITS.filter((key) => LIMIT_FIELDS[key].group === group).map((key) => (
                  <LimitField
                    key={`${key} ${base.revision}`}
                    name={key}
                    value={rules[key]}
                    saved={base.rules[key]}
                    shipped={shipped[key]}
                    error={errors.get(key)}
                    onChange={readOnly ? null : (value) => change({ ...rules, [key]: value })}
                  />
                ))}
              </div>
            </Panel>
          ))}
        </div>
        <div className="flex min-w-0 flex-col gap-4">
          <Panel title={`What ${TIER_NAMES[tier.id].toLowerCase()} forces`}>
            <ul className="flex list-disc flex-col gap-1 pl-4">
              {checked.success && explainTier(rules).map((line) => <li key={line}>{line}</li>)}
              {!checked.success && <li>A value is out of its bounds.</li>}
            </ul>
          </Panel>
          <Panel title="Not saved" mark={<span className="text-muted">{changes.length}</span>}>
            {changes.length === 0 ? (
              <p className="text-muted">What you see is in force.</p>
            ) : (
              <DifferenceList differences={changes} />
            )}
          </Panel>
          <Panel title="Not as shipped" mark={<span className="text-muted">{fromShipped.length}</span>}>
            {fromShipped.length === 0 ? (
              <p className="text-muted">These are the values that an installation starts with.</p>
            ) : (
              <DifferenceList differences={fromShipped} />
            )}
          </Panel>
        </div>
      </div>
      {isSaving && draft !== null && (
        <SaveTierDialog
          tier={tier}
          base={draft.base}
          rules={rules}
          onSaved={(saved) => {
            setDraft(null);
            setSavedAt(saved.updatedAt);
          }}
          onClose={() => setSaving(false)}
        />
      )}
    </>
  );
}
