'use client';

import { useState } from 'react';
import { Field } from '@/components/ui/field';
import { FormFrame } from '@/components/ui/form-frame';
import { Input } from '@/components/ui/input';
import { showToast } from '@/components/ui/toast';
import { usePermissionRefusal } from '@/components/user/permission';
import type { ChannelView } from '@/lib/contract/channel';
import { isAdded } from '@/lib/domain/channel';
import { useChangeChannel } from '@/lib/query/channel';
import { type Taking, TakingFields } from './channel-fields';

/** Changes what a channel takes, where it goes, or how long e-mail waits. */
export function ChangeChannelDialog({ channel, onClose }: { channel: ChannelView; onClose: () => void }) {
  const refusal = usePermissionRefusal('channel.change');
  const change = useChangeChannel();
  const [name, setName] = useState(channel.name);
  const [url, setUrl] = useState('');
  const [delay, setDelay] = useState(String(channel.delaySeconds));
  const [taking, setTaking] = useState<Taking>({
    kinds: channel.kinds as Taking['kinds'],
    tiers: channel.tiers as Taking['tiers'],
    group: channel.group,
  });
  const isOurs = isAdded(channel.kind);

  return (
    <FormFrame
      title={`Change ${channel.name}`}
      confirm="Save"
      failure="Not changed"
      refusal={refusal}
      changing={{
        revision: channel.revision,
        standing: `It is called ${channel.name} now, and takes ${channel.kinds.length} kinds of events.`,
      }}
      run={async ({ ifMatch }) => {
        await change.mutateAsync({
          id: channel.id,
          ifMatch,
          name,
          ...(isOurs
            ? { kinds: taking.kinds, tiers: taking.tiers, group: taking.group, ...(url !== '' && { url }) }
            : { delaySeconds: Number(delay) }),
        });
        showToast({ tone: 'done', title: `${name} is changed` });
      }}
      onClose={onClose}
    >
      <Field label="Name">
        {(control) => (
          <Input
            {...control}
            autoComplete="off"
            value={name}
            onChange={({ target }) => setName(target.value)}
          />
        )}
      </Field>
      {isOurs ? (
        <>
          <Field label="Another address" hint={`Empty: it stays at ${channel.url}.`} optional>
            {(control) => (
              <Input
                {...control}
                type="url"
                autoComplete="off"
                spellCheck={false}
                value={url}
                onChange={({ target }) => setUrl(target.value)}
              />
            )}
          </Field>
          <TakingFields value={taking} onChange={setTaking} />
        </>
      ) : (
        <Field
          label="Seconds that a new call waits before it is e-mailed"
          hint="Who has seen it in the console meanwhile gets no mail when it was answered. High and critical ones wait for nothing."
        >
          {(control) => (
            <Input
              {...control}
              type="number"
              min={0}
              max={3600}
              value={delay}
              onChange={({ target }) => setDelay(target.value)}
            />
          )}
        </Field>
      )}
    </FormFrame>
  );
}
