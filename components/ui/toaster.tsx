'use client';

import { CircleCheck, OctagonAlert, X } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { closeToast, type Toast, useToasts } from './toast';

const SHOWN_MS = 7_000;

/** The place where toasts appear. One for the whole app. */
export function Toaster() {
  const toasts = useToasts();
  return (
    <section
      aria-label="Messages"
      aria-live="polite"
      className="pointer-events-none fixed inset-x-3 bottom-16 z-40 flex flex-col items-center gap-2 sm:inset-x-auto sm:right-4 sm:bottom-4 sm:items-end [html:has([data-action-bar])_&]:bottom-58 md:[html:has([data-action-bar])_&]:bottom-18"
    >
      {toasts.map((toast) => (
        <ToastCard key={toast.id} toast={toast} />
      ))}
    </section>
  );
}

function ToastCard({ toast }: { toast: Toast }) {
  const ref = useRef<HTMLDivElement>(null);

  useEffect(() => {
    if (toast.tone === 'failed') return;
    const timer = setInterval(() => {
      const isBeingRead = ref.current?.matches(':hover, :focus-within');
      if (!isBeingRead) closeToast(toast.id);
    }, SHOWN_MS);
    return () => clearInterval(timer);
  }, [toast]);

  return (
    <div
      ref={ref}
      className="pointer-events-auto flex w-full max-w-100 items-start gap-2.5 rounded-lg border border-line bg-raised py-2.5 pr-2 pl-3 shadow-float"
    >
      {toast.tone === 'done' ? (
        <CircleCheck aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-allow-text" />
      ) : (
        <OctagonAlert aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-deny-text" />
      )}
      <div className="min-w-0 grow">
        <p className="font-medium">{toast.title}</p>
        {toast.detail !== undefined && <p className="break-words text-muted text-sm">{toast.detail}</p>}
      </div>
      <button
        type="button"
        aria-label="Close message"
        onClick={() => closeToast(toast.id)}
        className="inline-flex size-6 shrink-0 items-center justify-center rounded-md text-muted hover:bg-hover hover:text-ink pointer-coarse:size-11"
      >
        <X aria-hidden="true" className="size-4" />
      </button>
    </div>
  );
}
