'use client';

import type { ReactNode } from 'react';
import { ThemeSwitch } from '@/components/layout/theme-choice';
import { ZoneChoiceSwitch } from '@/components/layout/zone-choice';
import { Panel } from '@/components/ui/panel';
import type { DensityChoice } from '@/components/ui/preference';
import { usePreference, useZone } from '@/components/ui/preference-provider';
import { Segmented } from '@/components/ui/segmented';

const DENSITIES = [
  { value: 'compact', label: 'Compact' },
  { value: 'comfortable', label: 'Comfortable' },
] as const satisfies readonly { value: DensityChoice; label: string }[];

const KEYS = [
  { value: 'on', label: 'On' },
  { value: 'off', label: 'Off' },
] as const;

/** How the console looks and listens in this browser; a cookie keeps it, the server knows nothing of it. */
export function BrowserSection() {
  const { preference, prefer } = usePreference();
  const zone = useZone();
  return (
    <Panel title="This browser">
      <div className="flex max-w-160 flex-col gap-5">
        <Setting label="Theme" says="As the system has it, or always the same.">
          <ThemeSwitch />
        </Setting>
        <Setting label="Time zone" says={`Every time is shown in ${zone}.`}>
          <ZoneChoiceSwitch />
        </Setting>
        <Setting label="Density" says="Rows of lists are 32 or 44 pixels high; on a touch screen always 44.">
          <Segmented
            label="Density"
            options={DENSITIES}
            value={preference.density}
            onChange={(density) => prefer({ density })}
          />
        </Setting>
        <Setting
          label="Single-key shortcuts"
          says="Keys without Control or Command, such as j and k. Switch them off when you speak to your computer."
        >
          <Segmented
            label="Single-key shortcuts"
            options={KEYS}
            value={preference.singleKeys ? 'on' : 'off'}
            onChange={(value) => prefer({ singleKeys: value === 'on' })}
          />
        </Setting>
      </div>
    </Panel>
  );
}

function Setting({ label, says, children }: { label: string; says: string; children: ReactNode }) {
  return (
    <div className="flex flex-wrap items-center gap-x-6 gap-y-2">
      <div className="min-w-60 grow basis-60">
        <p className="font-medium">{label}</p>
        <p className="text-muted text-sm">{says}</p>
      </div>
      <div className="w-60">{children}</div>
    </div>
  );
}
