import { CopyButton } from './copy-button';

/** A whole identifier in mono, never shortened, with a button to copy it. */
export function IdText({ id, label = 'Copy id' }: { id: string; label?: string }) {
  return (
    <span className="inline-flex max-w-full items-center gap-0.5">
      <code className="break-all font-mono text-sm">{id}</code>
      <CopyButton text={id} label={label} />
    </span>
  );
}
