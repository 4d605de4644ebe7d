'use client';

import { Download } from 'lucide-react';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { buttonLook } from '@/components/ui/button-look';
import { CountText } from '@/components/ui/count-text';
import { Dialog } from '@/components/ui/dialog';
import { Segmented } from '@/components/ui/segmented';
import { formatExactCount } from '@/components/ui/time-format';
import { MOST_EXPORTED } from '@/lib/domain/audit-event';
import { type AuditListFilter, auditExportHref } from '@/lib/query/audit-event';

const FORMATS = [
  { value: 'csv', label: 'CSV' },
  { value: 'ndjson', label: 'NDJSON' },
] as const;

type Props = { filter: AuditListFilter; count: number | undefined; onClose: () => void };

/** What the filter finds, as a file. The download itself is the browser's. */
export function ExportDialog({ filter, count, onClose }: Props) {
  const [format, setFormat] = useState<'csv' | 'ndjson'>('csv');
  const isTooMuch = count !== undefined && count > MOST_EXPORTED;
  const isNarrowed = Object.values(filter).some(Boolean);
  return (
    <Dialog
      open
      onClose={onClose}
      title="Export audit events"
      description="That you export them, and by which filter, becomes an audit event itself."
      footer={
        <>
          <Button onClick={onClose}>Back</Button>
          {isTooMuch ? (
            <Button
              variant="primary"
              disabledReason={`More than ${formatExactCount(MOST_EXPORTED)} events: narrow them by time, or use the command line`}
            >
              <Download aria-hidden="true" />
              Download
            </Button>
          ) : (
            <a
              href={auditExportHref(filter, format, new Date())}
              download
              onClick={() => setTimeout(onClose)}
              className={buttonLook('primary', 'md', false)}
            >
              <Download aria-hidden="true" />
              Download
            </a>
          )}
        </>
      }
    >
      <div className="flex flex-col gap-3">
        <p>
          {count === undefined ? 'Some' : <CountText count={count} />} {count === 1 ? 'event' : 'events'}
          {isNarrowed ? ' by the filters of this page.' : ': all there are.'}
        </p>
        <Segmented label="Format" options={FORMATS} value={format} onChange={setFormat} />
        <p className="text-muted">
          {format === 'csv'
            ? 'A table. What a spreadsheet would run as a formula is marked as text with an apostrophe.'
            : 'A line of JSON for each event, with the exact record over which the chain was computed.'}
        </p>
      </div>
    </Dialog>
  );
}
