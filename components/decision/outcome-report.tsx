import { CircleCheck, CircleDashed, CircleX } from 'lucide-react';
import type { ReactNode } from 'react';
import { Chip, type Tone } from '@/components/ui/chip';
import { CountText } from '@/components/ui/count-text';
import { JsonView } from '@/components/ui/json-view';
import { KeyValueList } from '@/components/ui/key-value-list';
import { Panel } from '@/components/ui/panel';
import { TimeText } from '@/components/ui/time-text';
import { ActorName } from '@/components/user/actor-name';
import type { DecisionView, OutcomeReportView } from '@/lib/contract/decision';
import type { ReportStatus } from '@/lib/domain/outcome';

const LOOKS: Record<ReportStatus, { tone: Tone; icon: ReactNode; text: string }> = {
  succeeded: { tone: 'allow', icon: <CircleCheck aria-hidden="true" />, text: 'Succeeded' },
  failed: { tone: 'deny', icon: <CircleX aria-hidden="true" />, text: 'Failed' },
  not_executed: { tone: 'unknown', icon: <CircleDashed aria-hidden="true" />, text: 'Not executed' },
};

/** What happened after the answer, as whoever executed the call reported it. */
export function OutcomeReport({ decision }: { decision: DecisionView }) {
  const { report } = decision;
  if (report === null) {
    const isExecutable = decision.outcome === 'allow' || decision.outcome === 'modify';
    return (
      <Panel title="What happened then">
        <p className="text-muted">
          {isExecutable ? 'Nobody has reported it.' : 'Nothing should have: the call was not allowed.'}
        </p>
      </Panel>
    );
  }
  const { tone, icon, text } = LOOKS[report.status];
  return (
    <Panel
      title="What happened then"
      mark={
        <Chip tone={tone} icon={icon}>
          {text}
        </Chip>
      }
    >
      <div className="flex flex-col gap-3">
        <Told report={report} />
        {report.effects.length > 0 && <JsonView label="Effects" value={report.effects} />}
      </div>
    </Panel>
  );
}

function Told({ report }: { report: OutcomeReportView }) {
  const { outputBytes, outputDigest, records, sensitivity, untrusted, writes } = report;
  return (
    <KeyValueList
      items={[
        {
          label: 'Reported',
          value: (
            <>
              <TimeText at={report.at} show="both" /> by <ActorName id={report.reportedBy} />
            </>
          ),
        },
        ...(outputBytes === null
          ? []
          : [
              {
                label: 'Output',
                value: (
                  <>
                    <CountText count={outputBytes} /> bytes
                    {sensitivity !== null && `, ${sensitivity}`}
                    {untrusted === true && ', untrusted'}
                  </>
                ),
              },
            ]),
        ...(records === null ? [] : [{ label: 'Records', value: <CountText count={records} /> }]),
        ...(writes.length === 0 ? [] : [{ label: 'Wrote', value: writes.join(', ') }]),
        ...(outputDigest === null ? [] : [{ label: 'Output’s sha-256', value: outputDigest, mono: true }]),
      ]}
    />
  );
}
