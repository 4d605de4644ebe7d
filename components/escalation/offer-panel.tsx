import { reasonTitle } from '@/components/decision/reason-title';
import { ScopeText } from '@/components/grant/scope-text';
import { KeyValueList } from '@/components/ui/key-value-list';
import { Panel } from '@/components/ui/panel';
import type { EscalationView } from '@/lib/contract/escalation';
import { AfterText, usesText } from './terms-text';
import { glance } from './time-left';

/** What an approval gives as recommended, by which rule, and the most that it could give. */
export function OfferPanel({ escalation }: { escalation: EscalationView }) {
  const { recommendation, limits, lifts, problems } = escalation;
  return (
    <Panel title="What an approval would give">
      <div className="flex flex-col gap-3">
        {problems.length > 0 && (
          <ul className="flex flex-col gap-1">
            {problems.map(({ code, message }) => (
              <li key={code} className="border-l-2 border-stop pl-2.5 font-medium [overflow-wrap:anywhere]">
                Nobody can approve it: {message}
              </li>
            ))}
          </ul>
        )}
        {recommendation === null ? (
          <p>Nothing that may be given now serves the call.</p>
        ) : (
          <p>
            {recommendation.scope === null ? (
              <strong className="font-semibold">Exactly this call</strong>
            ) : (
              <ScopeText scope={recommendation.scope} />
            )}
            , {usesText(recommendation.uses)}, <AfterText ttlSeconds={recommendation.ttlSeconds} />
          </p>
        )}
        <KeyValueList
          items={[
            ...(recommendation === null
              ? []
              : [{ label: 'By the rule', value: <>the smallest that serves: {recommendation.rule}</> }]),
            ...(lifts.length === 0
              ? []
              : [{ label: 'It answers', value: lifts.map(reasonTitle).join('; ') }]),
            ...(limits.ttlSeconds === 0
              ? []
              : [
                  {
                    label: 'At most',
                    value: `${usesText(limits.uses)}, ${glance(limits.ttlSeconds * 1000)}, within the entitlement`,
                  },
                ]),
          ]}
        />
      </div>
    </Panel>
  );
}
