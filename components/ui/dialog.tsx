'use client';

import { X } from 'lucide-react';
import { type ReactNode, useId } from 'react';
import { Button } from './button';
import { cx } from './class-name';
import { useModal } from './use-modal';

type Props = {
  open: boolean;
  onClose: () => void;
  title: string;
  description?: ReactNode;
  children?: ReactNode;
  /** Buttons, the confirming one last. */
  footer?: ReactNode;
  size?: 'sm' | 'md' | 'lg';
};

const SIZES = { sm: 'sm:max-w-100', md: 'sm:max-w-130', lg: 'sm:max-w-180' };

/**
 * A modal dialog; on a phone it rises from the lower edge. The browser's own <dialog> keeps the rest inert,
 * holds the focus, closes on Escape and gives the focus back.
 */
export function Dialog({ open, ...rest }: Props) {
  return open ? <OpenDialog {...rest} /> : null;
}

function OpenDialog({ onClose, title, description, children, footer, size = 'md' }: Omit<Props, 'open'>) {
  const ref = useModal(onClose);
  const titleId = useId();
  const descriptionId = useId();

  return (
    <dialog
      ref={ref}
      tabIndex={-1}
      aria-labelledby={titleId}
      aria-describedby={description === undefined ? undefined : descriptionId}
      className={cx(
        // It may stand in a table's cell, and must not look like one.
        'text-left text-base whitespace-normal',
        'm-auto w-full outline-none max-w-none rounded-lg border border-line bg-raised p-0 text-ink shadow-float',
        'max-h-[min(90dvh,56rem)] backdrop:bg-black/45',
        'max-sm:mb-0 max-sm:rounded-b-none',
        SIZES[size],
      )}
    >
      <div className="flex max-h-[inherit] flex-col">
        <header className="flex items-start gap-3 px-4 pt-4">
          <div className="min-w-0 grow">
            <h2 id={titleId} className="font-semibold text-lg">
              {title}
            </h2>
            {description !== undefined && (
              <div id={descriptionId} className="mt-1 text-muted">
                {description}
              </div>
            )}
          </div>
          <Button variant="ghost" size="icon" aria-label="Close" onClick={onClose} className="-mt-1 -mr-2">
            <X aria-hidden="true" />
          </Button>
        </header>
        <div className="min-h-0 overflow-y-auto px-4 py-4">{children}</div>
        {footer !== undefined && (
          <footer className="flex flex-wrap justify-end gap-2 border-line border-t px-4 py-3 max-sm:pb-[max(0.75rem,env(safe-area-inset-bottom))]">
            {footer}
          </footer>
        )}
      </div>
    </dialog>
  );
}
