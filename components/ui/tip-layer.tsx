'use client';

import { useEffect, useRef } from 'react';

const GAP = 6;
const MARGIN = 8;

/**
 * Shows the text of the nearest `data-tip` under focus or pointer. One for the whole app.
 * It is for eyes only: whoever sets `data-tip` also says the same to screen readers.
 */
export function TipLayer() {
  const ref = useRef<HTMLDivElement>(null);

  useEffect(() => {
    const layer = ref.current;
    if (layer === null) return;
    let shownFor: Element | null = null;

    const hide = () => {
      if (shownFor === null) return;
      shownFor = null;
      layer.hidePopover();
    };

    const show = (target: Element) => {
      const tip = target.getAttribute('data-tip');
      if (!tip) return;
      shownFor = target;
      layer.textContent = tip;
      layer.showPopover();
      const box = target.getBoundingClientRect();
      const { width, height } = layer.getBoundingClientRect();
      const left = Math.min(
        Math.max(MARGIN, box.left + (box.width - width) / 2),
        innerWidth - width - MARGIN,
      );
      const above = box.top - height - GAP;
      layer.style.setProperty('left', `${left}px`);
      layer.style.setProperty('top', `${above >= MARGIN ? above : box.bottom + GAP}px`);
    };

    const onEnter = (event: Event) => {
      if (!(event.target instanceof Element)) return;
      const target = event.target.closest('[data-tip]');
      if (target === shownFor) return;
      hide();
      if (target === null) return;
      // The browser shows a `title` to the pointer by itself; here it is for the keyboard.
      if (event.type === 'pointerover' && target.hasAttribute('title')) return;
      show(target);
    };
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'Escape') hide();
    };

    document.addEventListener('pointerover', onEnter);
    document.addEventListener('focusin', onEnter);
    document.addEventListener('focusout', hide);
    document.addEventListener('keydown', onKey);
    window.addEventListener('scroll', hide, true);
    return () => {
      document.removeEventListener('pointerover', onEnter);
      document.removeEventListener('focusin', onEnter);
      document.removeEventListener('focusout', hide);
      document.removeEventListener('keydown', onKey);
      window.removeEventListener('scroll', hide, true);
    };
  }, []);

  return (
    <div
      ref={ref}
      popover="manual"
      aria-hidden="true"
      className="pointer-events-none fixed inset-auto m-0 max-w-80 rounded-md bg-ink px-2 py-1 text-canvas text-xs"
    />
  );
}
