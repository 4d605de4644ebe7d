'use client';

import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import { cx } from './class-name';

const SHOWN_MS = 2_000;

async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

type Props = {
  /** Or what makes it, when it is to be that of the moment. */
  text: string | (() => string);
  label?: string;
  className?: string;
};

/** Copies `text` and says whether it did. Browsers refuse on a page that came over plain http from afar. */
export function CopyButton({ text, label = 'Copy', className }: Props) {
  const [result, setResult] = useState<'copied' | 'refused' | null>(null);

  useEffect(() => {
    if (result === null) return;
    const timer = setTimeout(() => setResult(null), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [result]);

  const said = result === 'copied' ? 'Copied' : result === 'refused' ? 'The browser refused to copy' : '';
  return (
    <>
      <button
        type="button"
        aria-label={label}
        data-tip={said || label}
        onClick={async () =>
          setResult((await copy(typeof text === 'string' ? text : text())) ? 'copied' : 'refused')
        }
        className={cx(
          'relative z-1 inline-flex size-6 shrink-0 items-center justify-center rounded-md text-faint',
          'hover:bg-hover hover:text-ink pointer-coarse:size-11',
          className,
        )}
      >
        {result === 'copied' ? (
          <Check aria-hidden="true" className="size-3.5" />
        ) : (
          <Copy aria-hidden="true" className="size-3.5" />
        )}
      </button>
      <span role="status" className="sr-only">
        {said}
      </span>
    </>
  );
}
