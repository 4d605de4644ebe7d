'use client';

import { type FormEvent, useId, useState } from 'react';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Problem } from '@/components/ui/problem';
import { showToast } from '@/components/ui/toast';
import type { ViewedList } from '@/lib/domain/saved-view';
import { useCreateSavedView } from '@/lib/query/saved-view';

type Props = { list: ViewedList; query: Readonly<Record<string, string>>; onClose: () => void };

/** Gives what the list shows now a name. */
export function SaveViewDialog({ list, query, onClose }: Props) {
  const formId = useId();
  const create = useCreateSavedView();
  const [name, setName] = useState('');
  const [isMissing, setMissing] = useState(false);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() === '') return setMissing(true);
    try {
      await create.mutateAsync({ list, name, query: { ...query } });
      showToast({ tone: 'done', title: `The view ${name.trim()} is saved` });
      onClose();
    } catch {
      // It is shown from `create.error`.
    }
  };

  return (
    <Dialog
      open
      size="sm"
      onClose={onClose}
      title="Save view"
      description="Filters, order and columns as they are now. Only you see it, wherever you sign in."
      footer={
        <>
          <Button onClick={onClose}>Back</Button>
          <Button type="submit" form={formId} variant="primary" busy={create.isPending}>
            Save
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} noValidate className="flex flex-col gap-4">
        <Problem error={create.error} title="Not saved" />
        <Field label="Name" error={isMissing && name.trim() === '' ? 'Give it a name.' : undefined}>
          {(control) => (
            <Input
              {...control}
              required
              maxLength={60}
              autoComplete="off"
              value={name}
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </Field>
      </form>
    </Dialog>
  );
}
