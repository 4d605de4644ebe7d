'use client';

import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Input } from '@/components/ui/input';
import { Select } from '@/components/ui/select';
import type { ScopeShape } from '@/lib/contract/scope';
import { ARGUMENT_VIOLATIONS, type ArgumentRule, type ArgumentViolation } from '@/lib/domain/scope';

type Rules = ScopeShape['arguments'];

const KINDS = [
  { value: 'in', label: 'is one of' },
  { value: 'pattern', label: 'fits the pattern' },
  { value: 'max', label: 'is at most' },
  { value: 'min', label: 'is at least' },
  { value: 'maxLength', label: 'is at most so long' },
  { value: 'required', label: 'must be there' },
] as const;
type Kind = (typeof KINDS)[number]['value'];

const VIOLATIONS: Record<ArgumentViolation, string> = {
  deny: 'else deny',
  escalate: 'else ask a person',
  clamp: 'else cut it to fit',
};

function ruleOf(kind: Kind, text: string, otherwise: ArgumentViolation): ArgumentRule {
  if (kind === 'required') return { required: true, otherwise };
  if (kind === 'in') {
    return {
      in: text
        .split(',')
        .map((one) => one.trim())
        .filter(Boolean),
      otherwise,
    };
  }
  return kind === 'pattern' ? { pattern: text, otherwise } : { [kind]: Number(text), otherwise };
}

const wordsOf = ({ otherwise, ...limits }: ArgumentRule): string =>
  `${Object.entries(limits)
    .map(
      ([name, limit]) =>
        `${KINDS.find(({ value }) => value === name)?.label ?? name} ${limit === true ? '' : limit}`,
    )
    .join(' and ')}, ${VIOLATIONS[otherwise]}`;

/** Rules for arguments: each is added with a few choices, and can be taken out. */
export function RuleRows({ value, onChange }: { value: Rules; onChange: (rules: Rules) => void }) {
  const [path, setPath] = useState('');
  const [kind, setKind] = useState<Kind>('in');
  const [text, setText] = useState('');
  const [otherwise, setOtherwise] = useState<ArgumentViolation>('deny');
  const isNumber = kind === 'min' || kind === 'max' || kind === 'maxLength';
  const refusal =
    path.trim() === ''
      ? 'Name the argument first'
      : kind !== 'required' && (text.trim() === '' || (isNumber && Number.isNaN(Number(text))))
        ? isNumber
          ? 'Give it a number'
          : 'Give it a value'
        : null;
  const add = () => {
    const name = path.trim();
    // A second rule for one argument adds to the first.
    onChange({
      ...value,
      [name]: { ...value[name], ...ruleOf(kind, text.trim(), otherwise) } as Rules[string],
    });
    setPath('');
    setText('');
  };
  return (
    <div className="flex flex-col gap-2">
      {Object.entries(value).map(([name, rule]) => (
        <p key={name} className="flex flex-wrap items-center gap-2 text-sm">
          <code className="font-mono">{name}</code>
          <span className="text-muted">{wordsOf(rule)}</span>
          <Button
            size="sm"
            variant="ghost"
            aria-label={`Remove the rule for ${name}`}
            onClick={() =>
              onChange(Object.fromEntries(Object.entries(value).filter(([one]) => one !== name)))
            }
          >
            Remove
          </Button>
        </p>
      ))}
      <div className="flex flex-wrap items-center gap-2">
        <Input
          aria-label="Argument"
          placeholder="recipient.country"
          value={path}
          onChange={({ target }) => setPath(target.value)}
          className="max-w-44 font-mono"
        />
        <Select
          aria-label="Rule"
          options={KINDS}
          value={kind}
          onChange={({ target }) => setKind(target.value as Kind)}
        />
        {kind !== 'required' && (
          <Input
            aria-label="Value"
            placeholder={kind === 'in' ? 'a, b, c' : isNumber ? '100' : 'eu/*'}
            inputMode={isNumber ? 'decimal' : undefined}
            value={text}
            onChange={({ target }) => setText(target.value)}
            className="max-w-44"
          />
        )}
        <Select
          aria-label="Otherwise"
          options={ARGUMENT_VIOLATIONS.map((one) => ({ value: one, label: VIOLATIONS[one] }))}
          value={otherwise}
          onChange={({ target }) => setOtherwise(target.value as ArgumentViolation)}
        />
        <Button disabledReason={refusal} onClick={add}>
          Add rule
        </Button>
      </div>
    </div>
  );
}
