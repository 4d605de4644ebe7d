import type { GuardrailView } from '@/lib/contract/guardrail';

/** Which version stands where. What is retired is told only when nothing else is. */
export function VersionsText({ guardrail }: { guardrail: GuardrailView }) {
  const { enforcedVersion, shadowVersion, draftVersion, latestVersion } = guardrail;
  const parts = [
    enforcedVersion !== null && `${enforcedVersion} enforced`,
    shadowVersion !== null && `${shadowVersion} in shadow`,
    draftVersion !== null && `${draftVersion} draft`,
  ].filter(Boolean);
  return <>{parts.length === 0 ? `${latestVersion} retired` : parts.join(', ')}</>;
}
