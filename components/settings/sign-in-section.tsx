'use client';

import { useQuery } from '@tanstack/react-query';
import { CopyButton } from '@/components/ui/copy-button';
import { CodeBlock } from '@/components/ui/json-view';
import { KeyValueList } from '@/components/ui/key-value-list';
import { Panel } from '@/components/ui/panel';
import { signInSettings } from '@/lib/query/settings';
import { Reading, useSettingsRefusal } from './reading';

const HOW_TO = `OIDC_ISSUER=https://id.example.com
OIDC_CLIENT_ID=cordon
OIDC_CLIENT_SECRET=…`;

/** How people can sign in. It is configured by the environment, so nobody can change it from within. */
export function SignInSection() {
  const isRefused = useSettingsRefusal() !== null;
  const query = useQuery({ ...signInSettings(), enabled: !isRefused });
  return (
    <Reading title="Single sign-on" what="Single sign-on is" query={query}>
      {({ oidc, password }) => (
        <div className="flex flex-col gap-4">
          <Panel title="Single sign-on">
            {oidc === null ? (
              <p>Not configured: people sign in with a password.</p>
            ) : (
              <KeyValueList
                items={[
                  { label: 'Issuer', value: oidc.issuer, mono: true },
                  { label: 'Client', value: oidc.clientId, mono: true },
                  { label: 'Its button says', value: oidc.name },
                  {
                    label: 'Redirect URI',
                    value: (
                      <span className="inline-flex items-center gap-1">
                        <code className="break-all font-mono text-sm">{oidc.redirectUri}</code>
                        <CopyButton text={oidc.redirectUri} label="Copy the redirect URI" />
                      </span>
                    ),
                  },
                  { label: 'People who use it', value: oidc.people },
                ]}
              />
            )}
          </Panel>
          <Panel title="Passwords">
            <p>
              {password.people} {password.people === 1 ? 'person has' : 'people have'} a password. Ten
              failures within a quarter of an hour lock an account or an address out for that long.
            </p>
          </Panel>
          <Panel title="How to change it">
            <div className="flex flex-col gap-3">
              <p className="text-muted">
                Set all three in the environment of every instance, or none, and start it again. Whoever comes
                must have an account here with the same, verified address; nobody gets an account or a role by
                signing in.
              </p>
              <CodeBlock label="Environment" text={HOW_TO} />
            </div>
          </Panel>
        </div>
      )}
    </Reading>
  );
}
