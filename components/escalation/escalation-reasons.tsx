import { reasonTitle } from '@/components/decision/reason-title';

/** Why a call needed a person: what the first reason means, and all of them in the title. */
export function EscalationReasons({ codes }: { codes: readonly string[] }) {
  const [first, ...others] = codes;
  if (first === undefined) return null;
  return (
    <span title={codes.map(reasonTitle).join('; ')}>
      {reasonTitle(first)}
      {others.length > 0 && <span className="text-muted"> +{others.length}</span>}
    </span>
  );
}
