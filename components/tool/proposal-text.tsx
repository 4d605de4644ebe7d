import type { ToolProposal } from '@/lib/contract/tool';

/** What a server's hints propose, as what it is: the word of somebody whom nobody has reason to believe. */
export function ProposalText({ proposed }: { proposed: ToolProposal }) {
  const { actionClass, sensitivity, returnsUntrusted, reversible, sensitiveArguments } = proposed;
  return (
    <span className="text-muted">
      Its server’s hints propose:{' '}
      <span className="text-ink">
        {actionClass}, {sensitivity} data, {returnsUntrusted ? 'untrusted' : 'trusted'} output,{' '}
        {reversible ? 'can be undone' : 'cannot be undone'}
        {sensitiveArguments.length > 0 && `, sensitive: ${sensitiveArguments.join(', ')}`}
      </span>
      . Nothing is decided by that.
    </span>
  );
}
