import { JsonView } from '@/components/ui/json-view';

type Change = { path: string; from: unknown; to: unknown };

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Where two JSON values differ, by dotted path. */
export function changesBetween(from: unknown, to: unknown, path = ''): Change[] {
  if (isObject(from) && isObject(to)) {
    return [...new Set([...Object.keys(from), ...Object.keys(to)])].flatMap((key) =>
      changesBetween(from[key], to[key], path === '' ? key : `${path}.${key}`),
    );
  }
  return JSON.stringify(from) === JSON.stringify(to) ? [] : [{ path, from, to }];
}

const told = (value: unknown): string => (value === undefined ? 'nothing' : JSON.stringify(value));

/** What must be executed instead of what was asked, and where the two differ. */
export function ChangedArguments({ asked, executes }: { asked: unknown; executes: unknown }) {
  const changes = changesBetween(asked, executes);
  return (
    <div className="flex flex-col gap-2">
      <ul className="text-sm">
        {changes.map(({ path, from, to }) => (
          <li key={path} className="[overflow-wrap:anywhere]">
            <code className="font-medium font-mono">{path || 'all'}</code>: was{' '}
            <del className="font-mono text-muted">{told(from)}</del>, becomes{' '}
            <ins className="font-mono font-semibold no-underline">{told(to)}</ins>
          </li>
        ))}
      </ul>
      <JsonView label="What is executed instead" value={executes} />
    </div>
  );
}
