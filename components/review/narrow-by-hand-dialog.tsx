'use client';

import { useState } from 'react';
import { ScopeFields } from '@/components/scope/scope-fields';
import { Field } from '@/components/ui/field';
import { FormFrame } from '@/components/ui/form-frame';
import { Textarea } from '@/components/ui/textarea';
import type { ReviewItemView } from '@/lib/contract/review-item';
import type { ScopeShape } from '@/lib/contract/scope';

type Props = {
  item: ReviewItemView;
  scope: ScopeShape;
  comment: string | null;
  refusal: string | null;
  onSay: (scope: ScopeShape, comment: string | null) => void;
  onClose: () => void;
};

/** What is to be left of an entitlement, by hand. */
export function NarrowByHandDialog({ item, scope: now, comment, refusal, onSay, onClose }: Props) {
  const [scope, setScope] = useState(item.recommendedScope ?? now);
  const [text, setText] = useState(comment ?? '');
  const [isTried, setTried] = useState(false);
  const run = async () => {
    const said = text.trim();
    setTried(true);
    if (scope.tools.length === 0 || scope.actionClasses.length === 0) return false;
    if (item.commentRequired && said === '') return false;
    onSay(scope, said === '' ? null : said);
  };
  return (
    <FormFrame
      title="Narrow by hand"
      description="What is left once you sign off. It cannot be more than it is now."
      size="lg"
      confirm="Narrow"
      refusal={refusal}
      run={run}
      onClose={onClose}
    >
      <ScopeFields
        value={scope}
        ceiling={now}
        onChange={setScope}
        errorOf={(part) =>
          isTried && (part === 'tools' || part === 'actionClasses') && scope[part].length === 0
            ? 'Choose at least one.'
            : undefined
        }
      />
      <Field
        label="Comment"
        optional={!item.commentRequired}
        {...(isTried && item.commentRequired && text.trim() === '' && { error: 'Say why.' })}
      >
        {(control) => (
          <Textarea
            {...control}
            rows={2}
            maxLength={1000}
            value={text}
            onChange={({ target }) => setText(target.value)}
          />
        )}
      </Field>
    </FormFrame>
  );
}
