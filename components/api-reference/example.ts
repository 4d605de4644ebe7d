import { type ApiDocument, type ApiOperation, resolved, type Schema } from './document';

const PLACES: Record<string, string> = { id: 'ID', identity: 'IDENTITY' };
const MOST_DEPTH = 4;

/** A value that a schema takes, with nothing in it that may be left out. */
export function exampleOf(document: ApiDocument, given: Schema, name = '', depth = 0): unknown {
  const { schema } = resolved(document, given);
  if (schema.default !== undefined) return schema.default;
  if (schema.const !== undefined) return schema.const;
  if (schema.enum !== undefined) return schema.enum[0];
  const either = schema.anyOf ?? schema.oneOf;
  if (either?.[0] !== undefined) return exampleOf(document, either[0], name, depth);
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
  if (schema.properties !== undefined || type === 'object') {
    if (depth >= MOST_DEPTH) return {};
    return Object.fromEntries(
      (schema.required ?? []).map((member) => [
        member,
        exampleOf(document, schema.properties?.[member] ?? {}, member, depth + 1),
      ]),
    );
  }
  if (type === 'array') {
    return schema.items === undefined ? [] : [exampleOf(document, schema.items, name, depth + 1)];
  }
  if (type === 'integer' || type === 'number') return schema.minimum ?? 1;
  if (type === 'boolean') return false;
  if (schema.format === 'date-time') return '2030-01-01T00:00:00Z';
  if (schema.format === 'email') return 'ana@example.com';
  if (schema.format === 'uri') return 'https://example.com/';
  return name === '' ? 'TEXT' : name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
}

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

/** The command that asks for an operation, at the reader's own server. */
export function curlOf(document: ApiDocument, operation: ApiOperation, origin: string): string {
  const { method, path, parameters, body } = operation;
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => PLACES[name] ?? name.toUpperCase());
  const query = parameters
    .filter((one) => one.in === 'query' && one.required)
    .map(({ name, schema }) => `${name}=${encodeURIComponent(String(exampleOf(document, schema, name)))}`);
  const url = `${origin}${filled}${query.length > 0 ? `?${query.join('&')}` : ''}`;
  const headers = ['"authorization: Bearer $CORDON_KEY"'];
  if (parameters.some((one) => one.in === 'header' && one.name === 'If-Match' && one.required)) {
    headers.push(`'if-match: "1"'`);
  }
  if (body !== null) headers.push(quoted('content-type: application/json'));
  return [
    `curl -s${method === 'GET' ? '' : ` -X ${method}`} ${quoted(url)}`,
    ...headers.map((header) => `  -H ${header}`),
    ...(body === null ? [] : [`  -d ${quoted(JSON.stringify(exampleOf(document, body)))}`]),
  ].join(' \\\n');
}

/** What an agent's process does before each call of a tool. */
export const snippetOf = (
  origin: string,
  agent: string,
  tool: string,
): string => `// Asks Cordon before a call is made. CORDON_KEY is a key with the role pep, bound to the agent or its systems.
export async function mayCall(task, args, callId) {
  const response = await fetch('${origin}/access/v1/evaluation', {
    method: 'POST',
    headers: {
      authorization: \`Bearer \${process.env.CORDON_KEY}\`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({
      subject: { type: 'agent', id: '${agent}' },
      action: { name: 'tools/call' },
      resource: { type: 'tool', id: '${tool}' },
      context: { task, call_id: callId, arguments: args },
    }),
  });
  if (!response.ok) return { decision: false, context: { outcome: 'error' } };
  // Only \`decision: true\` means: do it. \`context\` says why, and what to do instead.
  return response.json();
}
`;
