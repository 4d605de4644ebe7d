import { reasonTitle } from './reason-title';

/** What the rules found, in a sentence, with what was compared. */
export function ReasonNote({ reason }: { reason: { code: string; message: string } }) {
  return (
    <p className="border-line border-l-2 pl-2.5 text-sm [overflow-wrap:anywhere]">
      <span className="font-medium">{reasonTitle(reason.code)}</span>
      <span className="block text-muted">{reason.message}</span>
    </p>
  );
}
