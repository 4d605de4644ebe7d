'use client';

import { useQuery } from '@tanstack/react-query';
import { Download } from 'lucide-react';
import { buttonLook } from '@/components/ui/button-look';
import { IdText } from '@/components/ui/id-text';
import { CodeBlock } from '@/components/ui/json-view';
import { KeyValueList } from '@/components/ui/key-value-list';
import { Panel } from '@/components/ui/panel';
import { Problem } from '@/components/ui/problem';
import { SkeletonText } from '@/components/ui/skeleton';
import type { DecisionView } from '@/lib/contract/decision';
import { decisionReceipt } from '@/lib/query/decision';

/** Where the record stands in its chain, and the signed receipt that proves it elsewhere. */
export function RecordPanel({ decision }: { decision: DecisionView }) {
  const { data: receipt, error, refetch } = useQuery(decisionReceipt(decision.id));
  const { chain } = decision;
  return (
    <Panel
      title="Record and receipt"
      actions={
        <a
          href={`/api/v1/decisions/${encodeURIComponent(decision.id)}/receipt`}
          download={`${decision.id}.receipt.json`}
          className={buttonLook('secondary', 'sm', false)}
        >
          <Download aria-hidden="true" />
          Receipt
        </a>
      }
    >
      <div className="grid items-start gap-x-6 gap-y-3 xl:grid-cols-[minmax(0,1fr)_minmax(0,1fr)]">
        <KeyValueList
          items={[
            { label: 'Decision', value: <IdText id={decision.id} /> },
            { label: 'Writer', value: chain.writer, mono: true },
            { label: 'Number', value: chain.seq, mono: true },
            { label: 'Hash', value: <IdText id={chain.hash} label="Copy hash" /> },
            {
              label: 'Hash before',
              value:
                chain.previous === null ? (
                  <span className="text-muted">further back than is looked here</span>
                ) : (
                  <IdText id={chain.previous} label="Copy the hash before" />
                ),
            },
            ...(receipt === undefined
              ? []
              : [
                  {
                    label: 'Sealed',
                    value:
                      receipt.checkpoint === null
                        ? 'not yet: the next checkpoint covers it'
                        : `by checkpoint ${receipt.checkpoint.seq}`,
                  },
                  { label: 'Signed with', value: <IdText id={receipt.keyId} label="Copy key id" /> },
                ]),
          ]}
        />
        <div className="flex min-w-0 flex-col gap-3">
          {receipt === undefined && error === null && <SkeletonText lines={3} />}
          <Problem error={error} title="The receipt could not be loaded" onRetry={() => refetch()} />
          {receipt !== undefined && (
            <CodeBlock label="Signature of the receipt (JWS)" text={receipt.signature} />
          )}
          <CodeBlock label="Record" text={decision.record} />
        </div>
      </div>
    </Panel>
  );
}
