'use client';

import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from 'react';
import { PREFERENCE_COOKIE, type Preference, serialisePreference, shownZone } from './preference';

const YEAR_SECONDS = 31_536_000;

type Value = { preference: Preference; prefer: (change: Partial<Preference>) => void };

const PreferenceContext = createContext<Value | null>(null);

function store(preference: Preference) {
  const value = encodeURIComponent(serialisePreference(preference));
  const secure = window.location.protocol === 'https:' ? '; secure' : '';
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing on plain http
  document.cookie = `${PREFERENCE_COOKIE}=${value}; path=/; max-age=${YEAR_SECONDS}; samesite=lax${secure}`;
}

function applyTheme(theme: Preference['theme']) {
  if (theme === 'system') document.documentElement.removeAttribute('data-theme');
  else document.documentElement.setAttribute('data-theme', theme);
}

function applyDensity(density: Preference['density']) {
  if (density === 'compact') document.documentElement.removeAttribute('data-density');
  else document.documentElement.setAttribute('data-density', density);
}

/** Holds theme, time zone, density and key preference. `initial` comes from the request's cookie. */
export function PreferenceProvider({ initial, children }: { initial: Preference; children: ReactNode }) {
  const [preference, setPreference] = useState(initial);

  const prefer = useCallback((change: Partial<Preference>) => {
    setPreference((before) => ({ ...before, ...change }));
  }, []);

  useEffect(() => {
    const localZone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    prefer({ localZone });
  }, [prefer]);

  useEffect(() => {
    applyTheme(preference.theme);
    applyDensity(preference.density);
    store(preference);
  }, [preference]);

  const value = useMemo(() => ({ preference, prefer }), [preference, prefer]);
  return <PreferenceContext value={value}>{children}</PreferenceContext>;
}

export function usePreference(): Value {
  const value = useContext(PreferenceContext);
  if (value === null) throw new Error('usePreference needs a PreferenceProvider above it');
  return value;
}

/** The IANA zone in which every time of the app is shown. */
export const useZone = (): string => shownZone(usePreference().preference);
