/**
 * Renders the few forms of Helm's language that our chart uses: values, `quote`, `printf`, `if`/`else`/`end`, `range`
 * over a map, `toYaml | nindent`. Throws at every other one, so that a chart cannot pass by what is not understood.
 */
// biome-ignore lint/suspicious/noExplicitAny: values are whatever a chart has.
type Values = Record<string, any>;

export function renderTemplate(text: string, scope: Values): string {
  const parts = text.split(/(\{\{-?\s*[\s\S]*?\s*-?\}\})/);
  let at = 0;
  const block = (vars: Values): string => {
    let out = '';
    for (; at < parts.length; at += 1) {
      const part = parts[at] ?? '';
      if (!part.startsWith('{{')) {
        out += parts[at + 1]?.startsWith('{{-') ? part.trimEnd() : part;
        continue;
      }
      const action = part.replace(/^\{\{-?\s*|\s*-?\}\}$/g, '');
      if (action === 'end' || action === 'else') return out;
      at += 1;
      const opens = /^(if|range \$(\w+), \$(\w+) :=) (\S+)$/.exec(action);
      if (opens === null) {
        at -= 1;
        out += value(action, vars);
        continue;
      }
      const [, kind = '', key = '', item = '', name = ''] = opens;
      const found = lookUp(name, vars);
      const start = at;
      if (kind === 'if') {
        const yes = block(vars);
        let no = '';
        if (/else/.test(parts[at] ?? '')) {
          at += 1;
          no = block(vars);
        }
        out += found ? yes : no;
      } else {
        block(vars);
        const end = at;
        for (const [one, of] of Object.entries(found as Values)) {
          at = start;
          out += block({ ...vars, [`$${key}`]: one, [`$${item}`]: of });
        }
        at = end;
      }
    }
    return out;
  };
  return block(scope);
}

function lookUp(name: string, vars: Values): unknown {
  if (name.startsWith('$')) return vars[name];
  if (!/^(\.\w+)+$/.test(name)) throw new Error(`not understood: ${name}`);
  let found: unknown = vars;
  for (const key of name.slice(1).split('.')) found = (found as Values | undefined)?.[key];
  if (found === undefined) throw new Error(`no value ${name}`);
  return found;
}

function value(action: string, vars: Values): string {
  const [first = '', ...pipes] = action.split(' | ');
  const printed = /^printf "%s:%s" (\S+) (\S+)$/.exec(first);
  const yaml = /^toYaml (\S+)$/.exec(first);
  if (yaml?.[1] !== undefined) {
    const indent = Number(/^nindent (\d+)$/.exec(pipes[0] ?? '')?.[1] ?? Number.NaN);
    // JSON is YAML, and of one line.
    return `\n${' '.repeat(indent)}${JSON.stringify(lookUp(yaml[1], vars))}`;
  }
  const text = printed
    ? `${lookUp(printed[1] ?? '', vars)}:${lookUp(printed[2] ?? '', vars)}`
    : String(lookUp(first, vars));
  if (pipes.length === 0) return text;
  if (pipes.length === 1 && pipes[0] === 'quote') return JSON.stringify(text);
  throw new Error(`not understood: ${action}`);
}
