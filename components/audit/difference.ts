/** One thing that changed, by its place: `rules.matrix.write.internal`. */
export type Difference = { field: string; from: unknown; to: unknown };

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isChange = (value: unknown): value is { from: unknown; to: unknown } =>
  isObject(value) && 'from' in value && 'to' in value && Object.keys(value).length === 2;

/** The leaves in which two values differ. */
function between(field: string, from: unknown, to: unknown): Difference[] {
  if (isObject(from) && isObject(to)) {
    const names = new Set([...Object.keys(from), ...Object.keys(to)]);
    return [...names].flatMap((name) =>
      between(field === '' ? name : `${field}.${name}`, from[name], to[name]),
    );
  }
  return JSON.stringify(from) === JSON.stringify(to)
    ? []
    : [{ field: field === '' ? 'value' : field, from, to }];
}

/**
 * What an event's details say: what changed, from what to what; and what else there is. Both ways of telling a
 * change are understood: `{changes: {name: {from, to}}}`, and whole states under `before` and `after`, `from` and `to`.
 */
export function differencesOf(details: unknown): {
  differences: Difference[];
  rest: Record<string, unknown>;
} {
  if (!isObject(details)) return { differences: [], rest: {} };
  const { changes, before, after, from, to, ...others } = details;
  const differences: Difference[] = [];
  const rest: Record<string, unknown> = {};
  if (isObject(changes)) {
    for (const [field, change] of Object.entries(changes)) {
      if (isChange(change)) differences.push(...between(field, change.from, change.to));
      else rest[field] = change;
    }
  }
  const pairs = [
    { names: ['before', 'after'], values: [before, after] },
    { names: ['from', 'to'], values: [from, to] },
  ];
  for (const { names, values } of pairs) {
    const [old, next] = values;
    if (old !== undefined && next !== undefined) {
      differences.push(...between(isObject(old) && isObject(next) ? '' : 'state', old, next));
    } else {
      names.forEach((name, i) => {
        if (values[i] !== undefined) rest[name] = values[i];
      });
    }
  }
  for (const [name, value] of Object.entries(others)) {
    if (isChange(value)) differences.push(...between(name, value.from, value.to));
    else rest[name] = value;
  }
  return { differences, rest };
}
