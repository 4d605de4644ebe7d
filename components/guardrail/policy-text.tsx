import type { ComponentProps } from 'react';
import { controlLook } from '@/components/ui/control-look';
import type { GuardrailProblem } from '@/lib/contract/guardrail';

type Props = Omit<ComponentProps<'textarea'>, 'value' | 'onChange'> & {
  value: string;
  onChange: (text: string) => void;
  problems: readonly GuardrailProblem[];
};

/** A policy with its lines numbered, those with a problem marked. It grows with its text. */
export function PolicyText({ value, onChange, problems, ...rest }: Props) {
  const lines = value.split('\n').length;
  const marked = new Map(problems.map(({ line, severity }) => [line, severity]));
  return (
    <div className={controlLook('flex w-full overflow-hidden p-0 font-mono text-sm leading-6')}>
      <div
        aria-hidden="true"
        className="shrink-0 select-none border-line border-r bg-sunken py-2 pr-2 pl-3 text-right text-muted"
      >
        {Array.from({ length: lines }, (_, i) => i + 1).map((line) => (
          <div
            key={line}
            className={
              marked.get(line) === 'error'
                ? 'font-bold text-deny-text'
                : marked.has(line)
                  ? 'font-bold text-escalate-text'
                  : undefined
            }
          >
            {line}
          </div>
        ))}
      </div>
      <textarea
        {...rest}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        rows={Math.max(lines, 4)}
        wrap="off"
        spellCheck={false}
        autoComplete="off"
        autoCapitalize="off"
        className="block grow resize-none overflow-x-auto overflow-y-hidden bg-transparent px-3 py-2 font-mono text-sm leading-6 outline-none"
      />
    </div>
  );
}
