'use client';

import { type ReactNode, useMemo, useState } from 'react';
import { countInvisible, nameOfCharacter, piecesOf } from '@/lib/domain/invisible';
import { Button } from './button';
import { cx } from './class-name';
import { CopyButton } from './copy-button';
import { formatExactCount } from './time-format';

const FOLDED_LINES = 24;
const COLOURED_CHARS = 40_000;

type Props = {
  /** What it is, for its heading and for screen readers: "Arguments". */
  label: string;
  /** Exactly the text that is shown and copied. */
  text: string;
  children?: ReactNode;
};

/**
 * Text as it is, complete. Long text scrolls inside a box which says how long it is and can be opened;
 * nothing is ever cut.
 */
export function CodeBlock({ label, text, children }: Props) {
  const [isOpen, setOpen] = useState(false);
  const lines = useMemo(() => text.split('\n').length, [text]);
  const unseen = useMemo(() => countInvisible(text), [text]);
  const isLong = lines > FOLDED_LINES || text.length > FOLDED_LINES * 100;

  return (
    <figure className="min-w-0 overflow-hidden rounded-md border border-line bg-sunken">
      <figcaption className="flex min-h-8 items-center gap-2 border-line border-b pr-1 pl-3 text-muted text-sm">
        <span className="font-medium text-ink">{label}</span>
        <span>
          {lines === 1 ? '1 line' : `${formatExactCount(lines)} lines`}, {formatExactCount(text.length)}{' '}
          characters
        </span>
        {unseen > 0 && (
          <span className="font-medium text-deny-text">
            {unseen === 1 ? '1 invisible character' : `${formatExactCount(unseen)} invisible characters`},
            marked
          </span>
        )}
        <CopyButton text={text} label={`Copy ${label.toLowerCase()}`} className="ml-auto" />
      </figcaption>
      <section
        aria-label={label}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
        tabIndex={0}
        className={cx('-outline-offset-2 overflow-auto', isLong && !isOpen && 'max-h-110')}
      >
        <pre className="whitespace-pre-wrap break-words px-3 py-2 font-mono text-sm [overflow-wrap:anywhere]">
          {children ?? <Seen text={text} />}
        </pre>
      </section>
      {isLong && (
        <div className="border-line border-t px-1 py-1">
          <Button variant="ghost" size="sm" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
            {isOpen ? 'Fold into a box' : `Show all ${formatExactCount(lines)} lines at once`}
          </Button>
        </div>
      )}
    </figure>
  );
}

/** A text in which what cannot be seen is told by its number, and turns nothing round. */
function Seen({ text }: { text: string }) {
  const pieces = piecesOf(text);
  if (pieces.every(({ isInvisible }) => !isInvisible)) return text;
  let at = 0;
  return pieces.map(({ text: piece, isInvisible }) => {
    const key = at;
    at += piece.length;
    return isInvisible ? (
      <mark
        key={key}
        title={nameOfCharacter(piece)}
        className="rounded-sm bg-deny-tint px-0.5 font-semibold text-deny-text"
      >
        {nameOfCharacter(piece).split(' ')[0]}
      </mark>
    ) : (
      <span key={key}>{piece}</span>
    );
  });
}

const TOKEN = /("(?:\\.|[^"\\])*")(\s*:)?|\b(true|false|null)\b|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

function coloured(json: string): ReactNode[] {
  const parts: ReactNode[] = [];
  let from = 0;
  for (const match of json.matchAll(TOKEN)) {
    const [whole, text, colon] = match;
    parts.push(json.slice(from, match.index));
    const look =
      text === undefined ? 'text-escalate-text' : colon === undefined ? 'text-allow-text' : 'text-ink';
    parts.push(
      <span key={match.index} className={look}>
        <Seen text={text ?? whole} />
      </span>,
      colon ?? '',
    );
    from = match.index + whole.length;
  }
  parts.push(json.slice(from));
  return parts;
}

/** A JSON value, complete and indented. */
export function JsonView({ label, value }: { label: string; value: unknown }) {
  const text = useMemo(() => JSON.stringify(value, null, 2) ?? 'undefined', [value]);
  // Colours are a courtesy; thousands of elements would only make a large value slow to open.
  const shown = useMemo(() => (text.length > COLOURED_CHARS ? <Seen text={text} /> : coloured(text)), [text]);
  return (
    <CodeBlock label={label} text={text}>
      {shown}
    </CodeBlock>
  );
}
