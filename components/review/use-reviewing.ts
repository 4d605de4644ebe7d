import { useRef } from 'react';
import { useViewer } from '@/components/layout/viewer';
import { useShortcut } from '@/components/ui/shortcut';
import { showToast } from '@/components/ui/toast';
import type { ReviewItemSummary } from '@/lib/contract/review-item';
import { ApiError } from '@/lib/query/client';
import { type Said, useDecideItem } from '@/lib/query/review-item';

type Item = Pick<ReviewItemSummary, 'id' | 'title' | 'state' | 'decision' | 'revision'>;

type Where = {
  /** The item on the screen. */
  current: Item | null;
  /** Called at once: what is said is on its way. */
  onSaid: (id: string) => void;
  /** An item is to be looked at again: it was undone, or its decision was refused. */
  onBack: (id: string) => void;
};

/** Saying something of items one after the other, and taking the last thing back. */
export function useReviewing({ current, onSaid, onBack }: Where) {
  const { id, name } = useViewer();
  const { decide, undo } = useDecideItem({ id, name });
  // In the order in which they were decided here.
  const done = useRef<Item[]>([]);

  const fail = (item: Item, what: string) => (problem: unknown) => {
    done.current = done.current.filter((one) => one.id !== item.id);
    const isStale = problem instanceof ApiError && (problem.status === 409 || problem.status === 412);
    showToast({
      tone: 'failed',
      title: isStale ? `Look again: ${item.title}` : `${what}: ${item.title}`,
      detail: problem instanceof Error ? problem.message : 'The server could not be reached.',
    });
    onBack(item.id);
  };

  const say = (item: Item, said: Said): void => {
    done.current = [...done.current.filter((one) => one.id !== item.id), item];
    decide(item, said).catch(fail(item, 'Not decided'));
    onSaid(item.id);
  };
  const takeBack = (item: Item): void => {
    done.current = done.current.filter((one) => one.id !== item.id);
    undo({ ...item, state: 'decided' }).catch(fail(item, 'Not undone'));
    onBack(item.id);
  };
  const undoLast = (): void => {
    const item = current?.state === 'decided' ? current : done.current.at(-1);
    if (item !== undefined) takeBack(item);
  };
  useShortcut({ keys: 'z', label: 'Undo the last decision', group: 'Review' }, undoLast);

  return { say, takeBack };
}
