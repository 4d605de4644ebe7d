'use client';

import { type KeyboardEvent, useId, useState } from 'react';
import { Key } from '@/components/layout/key';
import { Button } from '@/components/ui/button';
import { Textarea } from '@/components/ui/textarea';

type Props = {
  label: string;
  confirm: string;
  isRequired: boolean;
  begin?: string;
  /** Why it is asked. */
  hint: string;
  onSay: (text: string | null) => void;
  onCancel: () => void;
};

const focusAtEnd = (field: HTMLTextAreaElement | null) => {
  field?.focus();
  field?.setSelectionRange(field.value.length, field.value.length);
};

/** A few words to go with a decision. Enter says it, Escape takes it back. */
export function Composer({ label, confirm, isRequired, begin = '', hint, onSay, onCancel }: Props) {
  const id = useId();
  const [text, setText] = useState(begin);
  const [isMissing, setMissing] = useState(false);
  const say = () => {
    const said = text.trim();
    if (isRequired && said === '') return setMissing(true);
    onSay(said === '' ? null : said);
  };
  const press = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      say();
    } else if (event.key === 'Escape') {
      event.preventDefault();
      onCancel();
    }
  };
  return (
    <div className="flex flex-col gap-1.5">
      <label htmlFor={id} className="font-medium text-sm">
        {label}
      </label>
      <Textarea
        ref={focusAtEnd}
        id={id}
        rows={2}
        maxLength={1000}
        value={text}
        aria-describedby={`${id}-hint`}
        aria-invalid={isMissing || undefined}
        onChange={({ target }) => setText(target.value)}
        onKeyDown={press}
      />
      <div className="flex flex-wrap items-center gap-2">
        <p
          id={`${id}-hint`}
          role={isMissing ? 'alert' : undefined}
          className="grow basis-40 text-muted text-sm"
        >
          {isMissing ? <span className="font-medium text-deny-text">Say why.</span> : hint}
        </p>
        <Button onClick={onCancel}>Back</Button>
        <Button variant="primary" onClick={say}>
          {confirm}
          <Key keys="Enter" className="max-sm:hidden" />
        </Button>
      </div>
    </div>
  );
}
