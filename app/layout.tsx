import './globals.css';
import { GeistMono } from 'geist/font/mono';
import { GeistSans } from 'geist/font/sans';
import type { Metadata, Viewport } from 'next';
import { cookies } from 'next/headers';
import type { ReactNode } from 'react';
import { PREFERENCE_COOKIE, parsePreference } from '@/components/ui/preference';
import { PreferenceProvider } from '@/components/ui/preference-provider';
import { COLOURS } from '@/components/ui/tokens';
import { QueryProvider } from '@/lib/query/provider';

export const metadata: Metadata = {
  title: { default: 'Cordon', template: '%s · Cordon' },
  description: 'Keeps the reach of AI agents small.',
  icons: { icon: '/icon.svg' },
  robots: { index: false, follow: false },
};

export const viewport: Viewport = {
  width: 'device-width',
  initialScale: 1,
  viewportFit: 'cover',
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: COLOURS.canvas.light },
    { media: '(prefers-color-scheme: dark)', color: COLOURS.canvas.dark },
  ],
};

export default async function RootLayout({ children }: { children: ReactNode }) {
  const preference = parsePreference((await cookies()).get(PREFERENCE_COOKIE)?.value);
  const theme = preference.theme === 'system' ? undefined : preference.theme;
  const density = preference.density === 'compact' ? undefined : preference.density;
  return (
    <html
      lang="en"
      data-theme={theme}
      data-density={density}
      className={`${GeistSans.variable} ${GeistMono.variable}`}
    >
      <body>
        <PreferenceProvider initial={preference}>
          <QueryProvider>{children}</QueryProvider>
        </PreferenceProvider>
      </body>
    </html>
  );
}
