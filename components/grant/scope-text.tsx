import type { ScopeShape } from '@/lib/contract/scope';

/** A scope in words: what kind of action, with which tools, on which data. */
export function ScopeText({ scope }: { scope: ScopeShape }) {
  const rules = Object.keys(scope.arguments);
  const tools = scope.tools.includes('*') ? 'every tool' : scope.tools.join(', ');
  return (
    <div className="min-w-0 [overflow-wrap:anywhere]">
      <span className="font-medium">{scope.actionClasses.join(', ')}</span>{' '}
      <span className="text-muted">with</span>{' '}
      <code className="font-mono text-sm">
        {scope.system}/{tools}
      </code>
      <p className="text-muted text-sm">
        up to {scope.maxSensitivity} data
        {scope.resources.length > 0 && (
          <>
            {' · only '}
            <code className="font-mono">{scope.resources.join(', ')}</code>
          </>
        )}
        {rules.length > 0 && (
          <>
            {' · rules for '}
            <code className="font-mono">{rules.join(', ')}</code>
          </>
        )}
      </p>
    </div>
  );
}
