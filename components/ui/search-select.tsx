'use client';

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Check, X } from 'lucide-react';
import { type KeyboardEvent, useDeferredValue, useEffect, useId, useRef, useState } from 'react';
import { cx } from './class-name';
import { controlLook } from './control-look';
import type { ControlProps } from './field';

export type Choice = { id: string; label: string; detail?: string };

/** Where choices come from: the server searches, whatever their number. */
export type ChoiceSource = {
  noun: string;
  find: (text: string, signal: AbortSignal) => Promise<readonly Choice[]>;
};

type Props = {
  /** Its label, where none stands above it, is `aria-label`. */
  control: ControlProps & { 'aria-label'?: string };
  source: ChoiceSource;
  value: Choice | null;
  onChange: (value: Choice | null) => void;
  placeholder?: string;
  /** The dialog it stands in starts here. */
  isFirst?: boolean;
  /** What is found lies over the page, instead of moving what stands below. */
  isFloating?: boolean;
};

const UNCHOSEN = 'Choose one that was found, or empty the field.';

const showInView = (option: HTMLElement | null) => option?.scrollIntoView({ block: 'nearest' });

/** One thing out of many, found by typing. Arrow keys walk what was found, Enter takes it. */
export function SearchSelect({
  control,
  source,
  value,
  onChange,
  placeholder,
  isFirst = false,
  isFloating = false,
}: Props) {
  const [text, setText] = useState('');
  const [isOpen, setOpen] = useState(false);
  const [at, setAt] = useState(0);
  const listId = useId();
  const asked = useDeferredValue(text.trim());
  const { data, isFetching, isPlaceholderData, error } = useQuery({
    queryKey: [source.noun, 'choice', asked],
    queryFn: ({ signal }) => source.find(asked, signal),
    enabled: isOpen,
    placeholderData: keepPreviousData,
  });
  const choices = data ?? [];
  // What was found for less than what stands in the field is still shown, and taken by a press on it alone.
  const isCurrent = data !== undefined && !isPlaceholderData && asked === text.trim();
  // Enter came before the answer did: the first of the answer is meant, never the first of what stood there.
  const [isEnterHeld, setEnterHeld] = useState(false);
  const isListed = isOpen && value === null;
  const active = Math.min(at, choices.length - 1);
  const optionId = (index: number) => `${listId}-${index}`;

  // Closing moves what stands below, or the whole dialog: never between the press and the release of a button,
  // whose click would then land nowhere.
  const isPressed = useRef(false);
  useEffect(() => {
    const press = () => {
      isPressed.current = true;
    };
    const release = () => {
      isPressed.current = false;
    };
    window.addEventListener('pointerdown', press, true);
    window.addEventListener('pointerup', release, true);
    window.addEventListener('pointercancel', release, true);
    return () => {
      window.removeEventListener('pointerdown', press, true);
      window.removeEventListener('pointerup', release, true);
      window.removeEventListener('pointercancel', release, true);
    };
  }, []);
  const close = () => {
    if (!isPressed.current) return setOpen(false);
    const later = () => setTimeout(() => setOpen(false), 0);
    window.addEventListener('pointerup', later, { once: true });
  };

  const take = (choice: Choice) => {
    onChange(choice);
    setText('');
    setOpen(false);
  };
  useEffect(() => {
    if (!isEnterHeld || !isCurrent) return;
    setEnterHeld(false);
    const [first] = choices;
    if (first !== undefined) take(first);
  });
  const press = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      const by = event.key === 'ArrowDown' ? 1 : -1;
      if (!isListed) setOpen(true);
      else setAt((active + by + choices.length) % Math.max(1, choices.length));
    } else if (event.key === 'Enter' && isListed) {
      // Enter takes what is marked; it sends the form only once something is taken.
      event.preventDefault();
      const choice = choices[active];
      if (!isCurrent) setEnterHeld(true);
      else if (choice !== undefined) take(choice);
    } else if (event.key === 'Escape' && isListed) {
      event.preventDefault();
      setOpen(false);
    }
  };

  return (
    <div className="relative min-w-0">
      <span className="relative block">
        <input
          {...control}
          ref={(input) => input?.setCustomValidity(value === null && text.trim() !== '' ? UNCHOSEN : '')}
          type="text"
          role="combobox"
          autoComplete="off"
          spellCheck={false}
          aria-expanded={isListed}
          aria-controls={isListed ? listId : undefined}
          aria-autocomplete="list"
          aria-activedescendant={isListed && choices.length > 0 ? optionId(active) : undefined}
          data-first={isFirst || undefined}
          placeholder={placeholder}
          value={value?.label ?? text}
          onChange={(event) => {
            if (value !== null) onChange(null);
            setText(event.target.value);
            setAt(0);
            setEnterHeld(false);
            setOpen(true);
          }}
          onFocus={() => setOpen(true)}
          onBlur={close}
          onKeyDown={press}
          className={controlLook('h-8 w-full px-2.5 pr-8 pointer-coarse:h-11')}
        />
        {value !== null && (
          <button
            type="button"
            aria-label={`Clear ${value.label}`}
            onClick={() => {
              setText('');
              onChange(null);
            }}
            className="absolute inset-y-0 right-0 grid w-8 place-items-center rounded-md text-muted hover:text-ink pointer-coarse:w-11"
          >
            <X aria-hidden="true" className="size-4" />
          </button>
        )}
      </span>
      {value?.detail !== undefined && value.detail !== value.label && (
        <p className="mt-1 flex items-center gap-1 text-muted text-sm">
          <Check aria-hidden="true" className="size-3.5 shrink-0" />
          <span className="break-all">{value.detail}</span>
        </p>
      )}
      {isListed && (
        <div
          className={cx(
            'mt-1 rounded-md border border-line bg-raised p-1',
            isFloating && 'absolute inset-x-0 top-full z-10 shadow-float sm:right-auto sm:w-80',
          )}
        >
          <div id={listId} role="listbox" aria-label="Found" className="max-h-50 overflow-y-auto">
            {choices.map((choice, index) => (
              // biome-ignore lint/a11y/useKeyWithClickEvents: the keyboard works on the field, which keeps the focus
              // biome-ignore lint/a11y/useFocusableInteractive: the field points at it with aria-activedescendant
              <div
                key={choice.id}
                id={optionId(index)}
                ref={index === active ? showInView : undefined}
                role="option"
                aria-selected={index === active}
                // A press must not take the focus away before it is a click.
                onPointerDown={(event) => event.preventDefault()}
                onClick={() => take(choice)}
                onPointerMove={() => setAt(index)}
                className={cx(
                  'flex min-h-8 cursor-pointer items-center gap-2.5 rounded-sm px-2 pointer-coarse:min-h-11',
                  index === active && 'bg-accent-tint',
                )}
              >
                <span className="truncate">{choice.label}</span>
                {choice.detail !== undefined && choice.detail !== choice.label && (
                  <span className="truncate text-muted text-sm">{choice.detail}</span>
                )}
              </div>
            ))}
          </div>
          {choices.length === 0 && (
            <p role="status" className="px-2 py-1.5 text-muted text-sm">
              {error !== null
                ? `The search failed: ${error.message}`
                : isFetching
                  ? 'Searching…'
                  : 'Nothing found'}
            </p>
          )}
        </div>
      )}
    </div>
  );
}
