import type { ReactNode } from 'react';
import { BrandMark } from '@/components/layout/brand';

/** The pages before one is signed in: one card in the middle. */
export default function SignInLayout({ children }: { children: ReactNode }) {
  return (
    <main className="mx-auto flex min-h-dvh w-full max-w-100 flex-col justify-center gap-6 px-4 py-10">
      <p className="flex items-center gap-2 font-semibold text-lg">
        <BrandMark className="size-6" />
        Cordon
      </p>
      {children}
    </main>
  );
}
