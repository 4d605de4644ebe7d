import type { FindingView } from '@/lib/contract/finding';
import { paths } from '@/lib/paths';

/** The page on which something can be done about it; null where only the API and the command line can. */
export function findingLink({ subject, agent }: Pick<FindingView, 'subject' | 'agent'>): string | null {
  switch (subject.kind) {
    case 'agent':
      return paths.agent(subject.id);
    case 'entitlement':
      return agent === null ? null : paths.agent(agent, 'access');
    case 'system':
      return paths.system(subject.id);
    case 'tool':
      return paths.tool(subject.id);
    case 'grant':
      return agent === null ? null : paths.agent(agent, 'access');
    case 'task':
      return paths.task(subject.id);
    case 'approver-group':
      return paths.settings('approvers');
    case 'api-key':
      return null;
  }
}
