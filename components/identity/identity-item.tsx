import { Fingerprint, KeyRound, Network, ShieldOff } from 'lucide-react';
import { Chip } from '@/components/ui/chip';
import { TimeText } from '@/components/ui/time-text';
import { ActorName } from '@/components/user/actor-name';
import type { IdentityView } from '@/lib/contract/identity';
import { RemoveIdentityButton } from './remove-identity-button';

const KINDS = {
  spiffe: { label: 'SPIFFE ID', icon: Network },
  oidc: { label: 'Issuer’s subject', icon: Fingerprint },
  key: { label: 'Public key', icon: KeyRound },
} as const;

/** One identity: whose word it rests on, and since when. */
export function IdentityItem({ identity }: { identity: IdentityView }) {
  const { label, icon: Icon } = KINDS[identity.kind];
  const claims = Object.entries(identity.requiredClaims);
  return (
    <li className="flex flex-wrap items-start gap-x-6 gap-y-2 border-line border-b px-4 py-3 last:border-b-0">
      <div className="min-w-0 grow basis-80">
        <p className="font-mono text-sm [overflow-wrap:anywhere]">{identity.subject}</p>
        <p className="mt-1 flex flex-wrap items-center gap-1.5 text-muted text-sm">
          <Chip tone="plain" icon={<Icon aria-hidden="true" />}>
            {identity.isPattern ? `${label}, a pattern` : label}
          </Chip>
          {identity.issuer !== null && <span>of {identity.issuer.name}</span>}
          {identity.issuer?.disabled === true && (
            <Chip tone="deny" icon={<ShieldOff aria-hidden="true" />}>
              Issuer disabled
            </Chip>
          )}
        </p>
        {claims.length > 0 && (
          <p className="mt-1 text-muted text-sm [overflow-wrap:anywhere]">
            with {claims.map(([name, value]) => `${name} ${[value].flat().join(' or ')}`).join(', ')}
          </p>
        )}
        <p className="mt-1 text-muted text-sm">
          added <TimeText at={identity.createdAt} /> by <ActorName id={identity.createdBy} />
        </p>
      </div>
      <RemoveIdentityButton identity={identity} />
    </li>
  );
}
