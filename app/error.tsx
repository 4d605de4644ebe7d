'use client';

import { Button } from '@/components/ui/button';

type Props = { error: Error & { digest?: string }; reset: () => void };

export default function PageError({ error, reset }: Props) {
  return (
    <main className="mx-auto flex min-h-[70dvh] max-w-120 flex-col items-center justify-center gap-3 px-4 text-center">
      <h1 className="font-semibold text-xl">This page could not be shown</h1>
      <p className="text-muted">Agents are not affected: decisions do not pass through this page.</p>
      {error.digest !== undefined && (
        <p className="text-muted text-sm">
          Error <code className="font-mono">{error.digest}</code>
        </p>
      )}
      <Button onClick={reset}>Try again</Button>
    </main>
  );
}
