type Filled = {
  url: string;
  key: string;
  agent: string;
  tool: { id: string; args: Record<string, unknown> } | null;
};

const SAMPLES: Record<string, unknown> = {
  string: 'example',
  integer: 1,
  number: 1,
  boolean: true,
  array: [],
  object: {},
};

/** Arguments that a plain input schema takes: each that is required, by its type. */
export function sampleArguments(schema: unknown): Record<string, unknown> {
  const { required, properties } = (schema ?? {}) as {
    required?: unknown;
    properties?: Record<string, unknown>;
  };
  const names = Array.isArray(required) ? required.filter((name) => typeof name === 'string') : [];
  return Object.fromEntries(
    names.map((name) => {
      const { type, enum: choices } = (properties?.[name] ?? {}) as { type?: string; enum?: unknown[] };
      return [name, choices?.[0] ?? SAMPLES[type ?? 'string'] ?? 'example'];
    }),
  );
}

/** A program that asks before it acts: it opens a task, asks for one call, and ends the task. Needs Node and nothing else. */
export function snippetFor({ url, key, agent, tool }: Filled): string {
  const of = (value: string) => JSON.stringify(value);
  return `// node ask.mjs
const cordon = async (path, body) => {
  const response = await fetch(${of(url)} + path, {
    method: 'POST',
    headers: { authorization: 'Bearer ' + ${of(key)}, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(path + ': ' + response.status + ' ' + (await response.text()));
  return response.json();
};

const task = await cordon('/api/v1/tasks', {
  agent: ${of(agent)},
  purpose: 'Try Cordon',
  ttlSeconds: 300,
  actionClasses: ['read'],
});

// Before each call: true means do it, everything else means do not.
const { decision, context } = await cordon('/access/v1/evaluation', {
  subject: { type: 'agent', id: ${of(agent)} },
  action: { name: 'tools/call' },
  resource: { type: 'tool', id: ${of(tool?.id ?? 'your-system/your-tool')} },
  context: { task: task.id, call_id: 'call-1', arguments: ${JSON.stringify(tool?.args ?? {})} },
});
console.log(decision ? 'do it' : 'do not', context.outcome, context.reasons.map((one) => one.message));

// When the work is done: every permission goes with it.
await cordon('/api/v1/tasks/' + task.id + '/complete', {});
`;
}
