'use client';

import { type ChangeEvent, type FormEvent, useState } from 'react';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Problem } from '@/components/ui/problem';
import { Segmented } from '@/components/ui/segmented';
import { Textarea } from '@/components/ui/textarea';
import { hasUnchosen } from '@/components/ui/unchosen';
import type { ImportDefaults, PreviewImportInput } from '@/lib/contract/agent-import';
import { AGENT_IMPORT_FIELDS } from '@/lib/domain/agent-csv';
import { MAX_IMPORT_ROWS } from '@/lib/domain/agent-import';
import { DefaultFields } from './default-fields';

type Asked = Pick<PreviewImportInput, 'kind' | 'text'>;
type Props = {
  from: 'csv' | 'card';
  defaults: ImportDefaults;
  onDefaults: (defaults: ImportDefaults) => void;
  refusal: string | null;
  isBusy: boolean;
  error: unknown;
  /** Told when the source is another one than before. */
  onChange: () => void;
  onPreview: (asked: Asked) => void;
};

/** As many bytes as a request may have, with room for the rest of it. */
const MAX_BYTES = 900_000;
const HEAD = AGENT_IMPORT_FIELDS.join(',');

/** What is to be imported: a file, its text, or the address of a card. */
export function ImportForm({
  from,
  defaults,
  onDefaults,
  refusal,
  isBusy,
  error,
  onChange,
  onPreview,
}: Props) {
  const [by, setBy] = useState<'url' | 'text'>(from === 'card' ? 'url' : 'text');
  const [text, setText] = useState('');
  const [file, setFile] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | undefined>();
  const kind = from === 'csv' ? 'csv' : by === 'url' ? 'card-url' : 'card';

  const change = (next: string, name: string | null = null) => {
    setText(next);
    setFile(name);
    setProblem(undefined);
    onChange();
  };
  const choose = async ({ target }: ChangeEvent<HTMLInputElement>) => {
    const chosen = target.files?.[0];
    target.value = '';
    if (chosen === undefined) return;
    if (chosen.size > MAX_BYTES) return setProblem(`${chosen.name} is larger than ${MAX_BYTES / 1000} kB.`);
    change(await chosen.text(), chosen.name);
  };
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (hasUnchosen(event.currentTarget)) return;
    if (refusal !== null || isBusy) return;
    if (text.trim() === '')
      return setProblem(kind === 'card-url' ? 'Say where it is.' : 'Choose a file, or paste its text.');
    onPreview({ kind, text });
  };

  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-4">
      {from === 'card' && (
        <div className="flex">
          <Segmented
            label="Where the card is"
            options={[
              { value: 'url', label: 'At an address' },
              { value: 'text', label: 'In a file' },
            ]}
            value={by}
            onChange={(next) => {
              setBy(next);
              change('');
            }}
          />
        </div>
      )}
      {kind === 'card-url' ? (
        <Field
          label="Address"
          hint="Of the server, or of the card itself. Only addresses that this installation may reach are asked."
          error={problem}
        >
          {(control) => (
            <Input
              {...control}
              type="url"
              required
              autoComplete="off"
              placeholder="https://agents.example.com"
              value={text}
              onChange={(event) => change(event.target.value)}
            />
          )}
        </Field>
      ) : (
        <>
          <Field
            label="File"
            hint={
              from === 'csv' ? (
                <>
                  The first line names the columns: <code className="break-all font-mono">{HEAD}</code>. What
                  is empty stays as it is. At most {MAX_IMPORT_ROWS} agents.
                </>
              ) : (
                'The JSON of a card (A2A 0.3 or 1.0), or a list of cards.'
              )
            }
          >
            {(control) => (
              <input
                {...control}
                type="file"
                accept={from === 'csv' ? '.csv,text/csv,text/plain' : '.json,application/json'}
                onChange={choose}
                className="text-sm file:mr-3 file:h-8 file:rounded-md file:border file:border-edge file:border-solid file:bg-raised file:px-3 file:font-medium file:text-ink pointer-coarse:file:h-11"
              />
            )}
          </Field>
          <Field label={file === null ? 'Or its text' : `Text of ${file}`} error={problem}>
            {(control) => (
              <Textarea
                {...control}
                rows={6}
                spellCheck={false}
                className="font-mono text-sm"
                value={text}
                onChange={(event) => change(event.target.value, file)}
              />
            )}
          </Field>
        </>
      )}
      <DefaultFields defaults={defaults} onChange={onDefaults} isNeeded={from === 'card'} />
      <Problem error={error} title="It could not be read" />
      <div>
        <Button type="submit" variant="primary" busy={isBusy} disabledReason={refusal}>
          Preview
        </Button>
      </div>
    </form>
  );
}
