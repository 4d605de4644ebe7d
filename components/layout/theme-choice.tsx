'use client';

import { Monitor, Moon, Sun } from 'lucide-react';
import { Button } from '@/components/ui/button';
import { THEME_CHOICES, type ThemeChoice } from '@/components/ui/preference';
import { usePreference } from '@/components/ui/preference-provider';
import { Segmented } from '@/components/ui/segmented';

const LOOKS = {
  system: { icon: Monitor, label: 'System' },
  light: { icon: Sun, label: 'Light' },
  dark: { icon: Moon, label: 'Dark' },
} as const;

const next = (theme: ThemeChoice): ThemeChoice =>
  THEME_CHOICES[(THEME_CHOICES.indexOf(theme) + 1) % THEME_CHOICES.length] ?? 'system';

/** One button which goes round: system, light, dark. */
export function ThemeButton() {
  const { preference, prefer } = usePreference();
  const { icon: Icon, label } = LOOKS[preference.theme];
  const following = next(preference.theme);
  return (
    <Button
      variant="ghost"
      size="icon"
      aria-label={`Theme: ${label}. Change to ${LOOKS[following].label}`}
      data-tip={`Theme: ${label}`}
      onClick={() => prefer({ theme: following })}
    >
      <Icon aria-hidden="true" />
    </Button>
  );
}

export function ThemeSwitch() {
  const { preference, prefer } = usePreference();
  return (
    <Segmented
      label="Theme"
      options={THEME_CHOICES.map((value) => ({ value, label: LOOKS[value].label }))}
      value={preference.theme}
      onChange={(theme) => prefer({ theme })}
    />
  );
}
