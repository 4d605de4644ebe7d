import { CircleDot, RefreshCw, Unplug } from 'lucide-react';
import type { ReactNode } from 'react';
import { Chip, type Tone } from '@/components/ui/chip';
import { TimeText } from '@/components/ui/time-text';
import type { StreamState } from '@/lib/query/shared-stream';

const LOOKS: Record<StreamState['kind'], { tone: Tone; icon: ReactNode; text: string; tip: string }> = {
  connecting: {
    tone: 'unknown',
    icon: <RefreshCw aria-hidden="true" />,
    text: 'Connecting',
    tip: 'News will come as they happen',
  },
  live: {
    tone: 'allow',
    icon: <CircleDot aria-hidden="true" />,
    text: 'Live',
    tip: 'News come as they happen',
  },
  polling: {
    tone: 'escalate',
    icon: <RefreshCw aria-hidden="true" />,
    text: 'Polling',
    tip: 'The live connection does not work; the server is asked every few seconds instead',
  },
  lost: {
    tone: 'deny',
    icon: <Unplug aria-hidden="true" />,
    text: 'Reconnecting',
    tip: 'The live connection broke; nothing is lost, it is told when it is back',
  },
  ended: {
    tone: 'unknown',
    icon: <Unplug aria-hidden="true" />,
    text: 'Signed out',
    tip: 'Sign in again to go on',
  },
};

export function StreamBadge({ state }: { state: StreamState }) {
  const { tone, icon, text, tip } = LOOKS[state.kind];
  return (
    <span role="status" data-tip={tip}>
      <Chip tone={tone} icon={icon}>
        <span className="max-sm:sr-only">
          {text}
          {'since' in state && (
            <>
              {' since '}
              <TimeText at={state.since} show="short" focusable={false} />
            </>
          )}
        </span>
      </Chip>
    </span>
  );
}
