import { TriangleAlert } from 'lucide-react';
import { CopyButton } from '@/components/ui/copy-button';

/** A secret that is shown this once and kept by nobody. */
export function ShownOnce({ label, text }: { label: string; text: string }) {
  return (
    <div className="rounded-lg border border-line border-l-4 border-l-escalate-line px-3 py-2.5">
      <p className="flex items-center gap-2 font-medium">
        <TriangleAlert aria-hidden="true" className="size-4 shrink-0 text-escalate-text" />
        {label}: shown only now
      </p>
      <p className="mt-1 flex items-start gap-1">
        <code className="break-all font-mono text-sm">{text}</code>
        <CopyButton text={text} label={`Copy ${label.toLowerCase()}`} />
      </p>
    </div>
  );
}
