'use client';

import type { ZoneChoice } from '@/components/ui/preference';
import { usePreference } from '@/components/ui/preference-provider';
import { Segmented } from '@/components/ui/segmented';

const OPTIONS = [
  { value: 'local', label: 'Local' },
  { value: 'utc', label: 'UTC' },
] as const satisfies readonly { value: ZoneChoice; label: string }[];

/** The one switch for every time of the app. */
export function ZoneChoiceSwitch() {
  const { preference, prefer } = usePreference();
  return (
    <Segmented
      label="Time zone"
      options={OPTIONS}
      value={preference.zone}
      onChange={(zone) => prefer({ zone })}
    />
  );
}
