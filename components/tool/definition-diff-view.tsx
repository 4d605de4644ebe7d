import { MessageSquareWarning } from 'lucide-react';
import { cx } from '@/components/ui/class-name';
import type { DefinitionDiff, Line, Mark, PartDiff, Word } from './definition-diff';

const SIGNS: Record<Mark, { sign: string; said: string; look: string }> = {
  same: { sign: ' ', said: '', look: 'text-muted' },
  added: { sign: '+', said: 'Added: ', look: 'bg-allow-tint text-ink' },
  removed: { sign: '−', said: 'Removed: ', look: 'bg-deny-tint text-ink' },
};

/** What of a definition differs, and what of its description speaks to the agent. */
export function DefinitionDiffView({ diff }: { diff: DefinitionDiff }) {
  return (
    <div className="flex flex-col gap-4">
      {diff.facts.length > 0 && (
        <ul aria-label="Declared otherwise" className="flex flex-col gap-1">
          {diff.facts.map(({ label, before, now }) => (
            <li key={label}>
              <span className="text-muted">{label}:</span>{' '}
              <del className="text-muted [overflow-wrap:anywhere]">{before}</del>{' '}
              <span aria-hidden="true">→</span>{' '}
              <ins className="font-medium no-underline [overflow-wrap:anywhere]">{now}</ins>
            </li>
          ))}
        </ul>
      )}
      <section aria-label="Description">
        <h3 className="mb-1 text-muted text-sm">
          Description{diff.isDescriptionChanged && <span className="font-medium text-ink"> · changed</span>}
        </h3>
        <Description words={diff.description} />
        {diff.addressed > 0 && (
          <p className="mt-2 flex items-start gap-1.5 font-medium text-deny-text text-sm">
            <MessageSquareWarning aria-hidden="true" className="mt-0.5 size-4 shrink-0" />
            {diff.addressed === 1 ? 'One sentence speaks' : `${diff.addressed} sentences speak`} to the agent
            rather than of the tool. Agents may obey it.
          </p>
        )}
      </section>
      {diff.parts.map((part) => (
        <PartView key={part.part} part={part} isNew={diff.isNew} />
      ))}
    </div>
  );
}

function Description({ words }: { words: readonly Word[] }) {
  if (words.every(({ text }) => text === '')) return <p className="text-faint">none</p>;
  return (
    <p className="max-w-prose whitespace-pre-wrap [overflow-wrap:anywhere]">
      {words.map((word, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the words are computed anew as a whole
        <WordView key={at} word={word} />
      ))}
    </p>
  );
}

function WordView({ word: { mark, text, isAddressed } }: { word: Word }) {
  const inner = isAddressed ? (
    <mark className="bg-transparent font-medium text-deny-text underline decoration-wavy decoration-1 underline-offset-4">
      {text}
    </mark>
  ) : (
    text
  );
  if (mark === 'added') return <ins className="rounded-sm bg-allow-tint no-underline">{inner}</ins>;
  if (mark === 'removed') return <del className="rounded-sm bg-deny-tint">{inner}</del>;
  return <>{inner}</>;
}

/** Folded where nothing has changed: what a person must compare stands open. */
function PartView({ part: { part, isChanged, lines }, isNew }: { part: PartDiff; isNew: boolean }) {
  return (
    <details open={isChanged || isNew}>
      <summary className="cursor-pointer text-sm">
        <span className="text-muted">{part}</span>
        {isChanged && <span className="font-medium"> · changed</span>}
      </summary>
      <LineDiff label={part} lines={lines} />
    </details>
  );
}

/** Lines that came and went, among those that stayed. */
export function LineDiff({ label, lines }: { label: string; lines: readonly Line[] }) {
  return (
    <section
      aria-label={`${label}, line by line`}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
      tabIndex={0}
      className="mt-1 max-h-110 overflow-auto rounded-md border border-line bg-sunken py-1 font-mono text-xs -outline-offset-2"
    >
      {lines.map((line, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the lines are computed anew as a whole
        <LineView key={at} line={line} />
      ))}
    </section>
  );
}

function LineView({ line: { mark, text } }: { line: Line }) {
  const { sign, said, look } = SIGNS[mark];
  return (
    <div className={cx('flex gap-2 px-2', look)}>
      <span aria-hidden="true" className="w-2 shrink-0">
        {sign}
      </span>
      {said !== '' && <span className="sr-only">{said}</span>}
      <span className="whitespace-pre-wrap [overflow-wrap:anywhere]">{text}</span>
    </div>
  );
}
