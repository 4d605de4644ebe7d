import { Diff } from 'lucide-react';
import { Chip } from '@/components/ui/chip';
import type { ToolListItem } from '@/lib/contract/tool';

/** Says that a tool is not any more what was reviewed. */
export function DriftChip({ tool }: { tool: Pick<ToolListItem, 'digest' | 'reviewedDigest'> }) {
  if (tool.reviewedDigest === null || tool.reviewedDigest === tool.digest) return null;
  return (
    <Chip tone="deny" icon={<Diff aria-hidden="true" />}>
      Changed since
    </Chip>
  );
}
