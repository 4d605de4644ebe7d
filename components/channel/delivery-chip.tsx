import { Ban, CircleCheck, Clock, TriangleAlert } from 'lucide-react';
import { Chip } from '@/components/ui/chip';
import type { DeliveryState } from '@/lib/domain/channel';
import { DELIVERY_WORDS } from './channel-words';

const ICONS = { delivered: CircleCheck, failed: TriangleAlert, pending: Clock, dropped: Ban } as const;

/** What came of a message. */
export function DeliveryChip({ state }: { state: DeliveryState }) {
  const { tone, text } = DELIVERY_WORDS[state];
  const Icon = ICONS[state];
  return (
    <Chip tone={tone} icon={<Icon aria-hidden="true" />}>
      {text}
    </Chip>
  );
}
