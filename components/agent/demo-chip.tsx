import { FlaskConical } from 'lucide-react';
import { Chip } from '@/components/ui/chip';
import type { Source } from '@/lib/domain/system';

/** Marks what belongs to the demo story; nothing for what is real. */
export function DemoChip({ source }: { source: Source }) {
  if (source !== 'demo') return null;
  return (
    <Chip tone="plain" icon={<FlaskConical aria-hidden="true" />}>
      Demo
    </Chip>
  );
}
