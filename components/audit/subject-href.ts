import { paths } from '@/lib/paths';

/** Where an event's subject is shown; null where it has no page. */
export function subjectHref({ kind, id }: { kind: string; id: string }): string | null {
  switch (kind) {
    case 'agent':
      return paths.agent(id);
    case 'system':
      return paths.system(id);
    case 'tool':
      return paths.system(id.split('/')[0] ?? id);
    case 'task':
      return paths.task(id);
    case 'context':
      return paths.context(id);
    case 'decision':
      return paths.decision(id);
    case 'escalation':
      return paths.escalation(id);
    case 'guardrail':
      return paths.guardrail(id);
    case 'stop':
      return paths.stops();
    case 'issuer':
      return paths.issuers();
    case 'user':
      return paths.settings('people');
    case 'session':
      return paths.settings('sessions');
    case 'api-key':
      return paths.settings('api-keys');
    case 'installation':
      return paths.setup();
    default:
      return null;
  }
}
