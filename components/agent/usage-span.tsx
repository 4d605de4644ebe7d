import { TimeText } from '@/components/ui/time-text';
import type { AgentUsageView } from '@/lib/contract/usage';
import { USAGE_DAYS } from '@/lib/domain/usage';

/** Over what the figures of use are counted. */
export function UsageSpan({ usage }: { usage: Pick<AgentUsageView, 'isWhole' | 'countedFrom' | 'calls'> }) {
  if (usage.isWhole) return <>in {USAGE_DAYS} days</>;
  return (
    <>
      since <TimeText at={usage.countedFrom} show="exact" />, from when on its calls are counted: there are
      very many
    </>
  );
}
