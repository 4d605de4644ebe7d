'use client';

import { useState } from 'react';
import { Field } from '@/components/ui/field';
import { FormFrame } from '@/components/ui/form-frame';
import { type Choice, SearchSelect } from '@/components/ui/search-select';
import { Textarea } from '@/components/ui/textarea';
import { userSource } from '@/components/user/user-source';
import type { ReviewItemView } from '@/lib/contract/review-item';

type Props = {
  item: ReviewItemView;
  comment: string | null;
  refusal: string | null;
  onSay: (owner: { email: string; name: string }, comment: string | null) => void;
  onClose: () => void;
};

/** Asks somebody else to answer for the agent. They are asked at sign-off, and may decline. */
export function HandOverDialog({ item, comment, refusal, onSay, onClose }: Props) {
  const [owner, setOwner] = useState<Choice | null>(null);
  const [text, setText] = useState(comment ?? '');
  const [isTried, setTried] = useState(false);
  const needsComment = item.commentRequired;
  const run = async () => {
    const said = text.trim();
    setTried(true);
    if (owner === null || (needsComment && said === '')) return false;
    onSay({ email: owner.id, name: owner.label }, said === '' ? null : said);
  };
  return (
    <FormFrame
      title={`Hand over ${item.agent?.name ?? item.title}`}
      description="They are asked once you sign off, and may decline. Until they accept, who answers for it now still does."
      confirm="Hand over"
      refusal={refusal}
      run={run}
      onClose={onClose}
    >
      <Field label="To" {...(isTried && owner === null && { error: 'Choose somebody.' })}>
        {(control) => (
          <SearchSelect
            control={control}
            source={userSource}
            value={owner}
            onChange={setOwner}
            placeholder="Name or address"
            isFirst
          />
        )}
      </Field>
      <Field
        label="Comment"
        optional={!needsComment}
        {...(isTried && needsComment && text.trim() === '' && { error: 'Say why.' })}
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
