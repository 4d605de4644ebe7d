'use client';

import { Columns3 } from 'lucide-react';
import { useId, useRef } from 'react';
import { Button } from './button';
import type { Column } from './data-table-column';

type Props<Row> = {
  columns: readonly Column<Row>[];
  ids: ReadonlySet<string>;
  onToggle: (id: string) => void;
  onReset: () => void;
};

/** Which columns the list shows. Cards show what they show, so a phone has no need of it. */
export function ColumnMenu<Row>({ columns, ids, onToggle, onReset }: Props<Row>) {
  const menuId = useId();
  const menu = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLSpanElement>(null);

  // A popover is above the page and knows no place of its own.
  const place = () => {
    const at = button.current?.getBoundingClientRect();
    if (at === undefined || menu.current === null) return;
    menu.current.style.top = `${at.bottom + 4}px`;
    menu.current.style.left = `${Math.max(8, at.right - 224)}px`;
  };

  return (
    <span ref={button} className="max-sm:hidden print:hidden">
      <Button size="sm" popoverTarget={menuId} onClick={place}>
        <Columns3 aria-hidden="true" />
        Columns
      </Button>
      <div
        ref={menu}
        id={menuId}
        popover="auto"
        onToggle={place}
        className="fixed inset-auto m-0 w-56 rounded-lg border border-line bg-raised p-0 text-ink shadow-float"
      >
        <fieldset className="flex flex-col py-1">
          <legend className="sr-only">Columns</legend>
          {columns.slice(1).map(({ id, header }) => (
            <label key={id} className="flex min-h-8 items-center gap-2.5 px-3 hover:bg-hover">
              <input
                type="checkbox"
                checked={ids.has(id)}
                onChange={() => onToggle(id)}
                className="size-4 accent-accent"
              />
              {header}
            </label>
          ))}
        </fieldset>
        <div className="border-line border-t p-1.5">
          <Button variant="ghost" size="sm" onClick={onReset}>
            As usual
          </Button>
        </div>
      </div>
    </span>
  );
}
