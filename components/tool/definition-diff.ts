import { diffLines, diffWordsWithSpace } from 'diff';
import type { ToolDefinitionView } from '@/lib/contract/tool';
import { addressesAgent, sentencesOf } from '@/lib/domain/instruction';

export type Mark = 'same' | 'added' | 'removed';
export type Line = { mark: Mark; text: string };
export type Word = { mark: Mark; text: string; isAddressed: boolean };
export type FactChange = { label: string; before: string | null; now: string };
export type PartDiff = { part: string; isChanged: boolean; lines: Line[] };

export type DefinitionDiff = {
  /** Nothing was reviewed: all of it is to be read. */
  isNew: boolean;
  /** What of the classification stands differently. */
  facts: FactChange[];
  /** The description, with what came and went, and what speaks to the agent. */
  description: Word[];
  isDescriptionChanged: boolean;
  /** How many sentences of the present description speak to the agent. */
  addressed: number;
  parts: PartDiff[];
};

/** JSON as one text: names in order, indented, so that only what differs shows as different. */
export function canonicalPretty(value: unknown): string {
  const sorted = (one: unknown): unknown => {
    if (Array.isArray(one)) return one.map(sorted);
    if (typeof one !== 'object' || one === null) return one;
    const entries = Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1));
    return Object.fromEntries(entries.map(([name, inner]) => [name, sorted(inner)]));
  };
  return JSON.stringify(sorted(value), null, 2);
}

const FACTS: readonly { label: string; of: (one: ToolDefinitionView) => string }[] = [
  { label: 'Does', of: ({ actionClass }) => actionClass },
  { label: 'Data', of: ({ sensitivity }) => sensitivity },
  { label: 'Output', of: ({ returnsUntrusted }) => (returnsUntrusted ? 'untrusted' : 'trusted') },
  { label: 'Can be undone', of: ({ reversible }) => (reversible ? 'yes' : 'no') },
  {
    label: 'Sensitive arguments',
    of: ({ sensitiveArguments }) => [...sensitiveArguments].sort().join(', ') || 'none',
  },
  {
    label: 'Incidental arguments',
    of: ({ incidentalArguments }) => [...incidentalArguments].sort().join(', ') || 'none',
  },
  { label: 'Sets in motion', of: ({ triggers }) => [...triggers].sort().join(', ') || 'nothing' },
];

const PARTS: readonly { part: string; of: (one: ToolDefinitionView) => unknown }[] = [
  { part: 'Title', of: ({ told }) => told?.title },
  { part: 'Arguments', of: ({ inputSchema }) => inputSchema },
  { part: 'Output', of: ({ told }) => told?.outputSchema },
  { part: 'Annotations', of: ({ told }) => told?.annotations },
];

/** What differs between what was reviewed and what stands now; all of it is new where nothing was reviewed. */
export function diffDefinitions(before: ToolDefinitionView | null, now: ToolDefinitionView): DefinitionDiff {
  const facts = FACTS.map(({ label, of }) => ({
    label,
    before: before === null ? null : of(before),
    now: of(now),
  })).filter((fact) => before !== null && fact.before !== fact.now);
  const text = now.description ?? '';
  const addressed = addressedRanges(text);
  return {
    isNew: before === null,
    facts,
    description: wordsOf(before === null ? null : (before.description ?? ''), text, addressed),
    isDescriptionChanged: before !== null && (before.description ?? '') !== text,
    addressed: addressed.length,
    parts: PARTS.flatMap(({ part, of }) =>
      partOf(part, before === null ? undefined : of(before), of(now), before === null),
    ),
  };
}

type Range = { from: number; to: number };

const addressedRanges = (text: string): Range[] =>
  sentencesOf(text).filter((sentence, at) => addressesAgent(sentence.text, at === 0));

/** Words that came and went; what is there now is parted further where a sentence speaks to the agent. */
function wordsOf(before: string | null, now: string, addressed: readonly Range[]): Word[] {
  const changes =
    before === null ? [{ value: now, added: false, removed: false }] : diffWordsWithSpace(before, now);
  const words: Word[] = [];
  let at = 0;
  for (const { value, added, removed } of changes) {
    if (removed) {
      words.push({ mark: 'removed', text: value, isAddressed: false });
      continue;
    }
    const mark = added ? 'added' : 'same';
    for (let from = at; from < at + value.length; ) {
      const inside = addressed.find((range) => range.from <= from && from < range.to);
      const next = inside?.to ?? addressed.find((range) => range.from > from)?.from ?? now.length;
      const to = Math.min(next, at + value.length);
      words.push({ mark, text: now.slice(from, to), isAddressed: inside !== undefined });
      from = to;
    }
    at += value.length;
  }
  return words;
}

const isNothing = (value: unknown): boolean => value === undefined || value === null;

function partOf(part: string, before: unknown, now: unknown, isNew: boolean): PartDiff[] {
  if (isNothing(before) && isNothing(now)) return [];
  const textOf = (value: unknown) => (isNothing(value) ? '' : canonicalPretty(value));
  const lines = diffTexts(isNew ? textOf(now) : textOf(before), textOf(now));
  return [{ part, isChanged: lines.some(({ mark }) => mark !== 'same'), lines }];
}

/** Two texts, line by line. */
export function diffTexts(before: string, now: string): Line[] {
  const ended = (text: string) => (text === '' ? '' : `${text}\n`);
  return diffLines(ended(before), ended(now)).flatMap(({ value, added, removed }): Line[] =>
    value
      .replace(/\n$/, '')
      .split('\n')
      .map((text) => ({ mark: added ? 'added' : removed ? 'removed' : 'same', text })),
  );
}
