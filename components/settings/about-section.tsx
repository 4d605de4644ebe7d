'use client';

import { useQuery } from '@tanstack/react-query';
import { KeyValueList } from '@/components/ui/key-value-list';
import { Panel } from '@/components/ui/panel';
import { DurationText, TimeText } from '@/components/ui/time-text';
import { about } from '@/lib/query/settings';
import { formatBytes } from './bytes';
import { Reading, useSettingsRefusal } from './reading';

const LINKS = [
  { href: '/.well-known/jwks.json', text: 'Public keys of receipts, checkpoints and tokens (JWKS)' },
  { href: '/.well-known/authzen-configuration', text: 'Where decisions are asked for (AuthZEN)' },
  { href: '/.well-known/oauth-authorization-server', text: 'Where agents get their tokens (OAuth)' },
  { href: '/api/openapi.json', text: 'The API (OpenAPI)' },
] as const;

/** What runs here. */
export function AboutSection() {
  const isRefused = useSettingsRefusal() !== null;
  const query = useQuery({ ...about(), enabled: !isRefused });
  return (
    <div className="flex flex-col gap-4">
      <Reading title="About" what="What runs here is" query={query}>
        {({ version, licence, installation, instance, database }) => (
          <div className="grid items-start gap-4 lg:grid-cols-2">
            <Panel title="Cordon">
              <KeyValueList
                items={[
                  { label: 'Version', value: version },
                  { label: 'Licence', value: licence },
                  { label: 'Installation', value: installation ?? 'no checkpoint yet', mono: true },
                  { label: 'Instance', value: `${instance.host}, process ${instance.process}`, mono: true },
                  {
                    label: 'Up for',
                    value: (
                      <>
                        <DurationText ms={instance.uptimeSeconds * 1000} />{' '}
                        <span className="text-muted">
                          since <TimeText at={instance.startedAt} show="exact" />
                        </span>
                      </>
                    ),
                  },
                  { label: 'Node', value: instance.node },
                ]}
              />
            </Panel>
            <Panel title="Database">
              <KeyValueList
                items={[
                  { label: 'PostgreSQL', value: database.version },
                  { label: 'Size', value: formatBytes(database.bytes) },
                  {
                    label: `${database.migrations.length} migrations`,
                    value: (
                      <details>
                        <summary>up to {database.migrations.at(-1)}</summary>
                        <ol className="mt-1 font-mono text-muted text-sm">
                          {database.migrations.map((name) => (
                            <li key={name}>{name}</li>
                          ))}
                        </ol>
                      </details>
                    ),
                  },
                ]}
              />
            </Panel>
          </div>
        )}
      </Reading>
      <Panel title="Public addresses">
        <ul className="flex flex-col gap-1.5">
          {LINKS.map(({ href, text }) => (
            <li key={href}>
              <a
                href={href}
                className="rounded-sm underline decoration-edge underline-offset-2 hover:decoration-ink"
              >
                {text}
              </a>{' '}
              <code className="font-mono text-muted text-sm">{href}</code>
            </li>
          ))}
        </ul>
      </Panel>
    </div>
  );
}
