'use client';

import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { ShownOnce } from './shown-once';

type Props = { title: string; description: string; label: string; text: string; onClose: () => void };

/** Shows a secret that was just made, the only time that it is seen. */
export function ShownOnceDialog({ title, description, label, text, onClose }: Props) {
  return (
    <Dialog
      open
      onClose={onClose}
      title={title}
      description={description}
      footer={
        <Button variant="primary" onClick={onClose}>
          Done
        </Button>
      }
    >
      <ShownOnce label={label} text={text} />
    </Dialog>
  );
}
