import { LabelList } from '@/components/label/label-list';
import { OriginList } from '@/components/label/origin-list';
import { Link } from '@/components/ui/link';
import { Panel } from '@/components/ui/panel';
import type { DecisionView } from '@/lib/contract/decision';
import { paths } from '@/lib/paths';

/** What the chain of actions before the call meant for it: labels, where its values came from, how far it drifts. */
export function ChainPanel({ decision }: { decision: DecisionView }) {
  const { labels, leaves, drift, origins, reads } = decision;
  if (labels === null) return null;
  return (
    <Panel title="What the task had touched before">
      <div className="flex flex-col gap-4">
        <LabelList
          labels={labels}
          more={[
            { label: 'Would carry data further out', value: leaves === true ? 'yes' : 'no' },
            ...(drift === null
              ? []
              : [
                  {
                    label: 'Drift',
                    value: `${drift.own} of 100, all calls together ${drift.accumulated}`,
                  },
                ]),
            ...(reads.length === 0
              ? []
              : [
                  {
                    label: 'Reads contexts',
                    value: reads.map((id) => (
                      <Link key={id} href={paths.context(id)} className="block text-accent underline">
                        <code className="break-all font-mono text-sm">{id}</code>
                      </Link>
                    )),
                  },
                ]),
          ]}
        />
        {origins.length > 0 && (
          <section aria-label="Where the sensitive arguments came from">
            <h3 className="mb-1.5 font-medium">Where the sensitive arguments came from</h3>
            <OriginList origins={origins} />
          </section>
        )}
      </div>
    </Panel>
  );
}
