import { type RefObject, useEffect, useRef } from 'react';

const WISHED = '[data-first]';
const FIRST_FIELD = 'input:not([type=hidden]), textarea, select';

/**
 * Keeps a <dialog> open as a modal while it is mounted: the rest of the page is inert, the focus starts at what
 * is marked `data-first`, else at its first field, else at the dialog itself, and goes back afterwards. Escape
 * and a press beside it call `onClose`.
 */
export function useModal(onClose: () => void): RefObject<HTMLDialogElement | null> {
  const ref = useRef<HTMLDialogElement>(null);
  const close = useRef(onClose);

  useEffect(() => {
    close.current = onClose;
  });

  useEffect(() => {
    const dialog = ref.current;
    if (dialog === null) return;
    const before = document.activeElement;
    dialog.showModal();
    const first =
      dialog.querySelector<HTMLElement>(WISHED) ?? dialog.querySelector<HTMLElement>(FIRST_FIELD) ?? dialog;
    first.focus();

    const onCancel = (event: Event) => {
      // Whoever opened it decides; the browser alone would close it behind React's back.
      event.preventDefault();
      close.current();
    };
    const onPress = (event: PointerEvent) => {
      if (event.target === dialog) close.current();
    };
    dialog.addEventListener('cancel', onCancel);
    dialog.addEventListener('pointerdown', onPress);
    return () => {
      dialog.removeEventListener('cancel', onCancel);
      dialog.removeEventListener('pointerdown', onPress);
      dialog.close();
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);

  return ref;
}
