// Lets a proxy ask Cordon before it passes a request on: nginx with auth_request, Envoy (and what is built on it)
// with ext_authz over HTTP. One small server, no dependencies, no key of its own: it asks with what the caller sent.
// Stands beside cordon-pep.mjs.
//
//   node ext-authz.mjs routes.json                  listens on 127.0.0.1:9191; HOST and PORT say otherwise
//
// routes.json says which request is a call of which tool. The first that fits counts; what none fits is refused:
//   [{"method": "GET",  "path": "/contacts/{id}", "tool": "crm/contacts.read", "resource": "contacts/{id}"},
//    {"method": "POST", "path": "/contacts",      "tool": "crm/contacts.create", "body": true, "headers": ["x-region"]}]
// The call's arguments are the path's parameters, the query, the headers that are named, and with "body" the members of
// a JSON body, each under its own name (one that comes twice is refused).
//
// The caller brings `Cordon-Authorization: Bearer …` (or Authorization): a task token, which says by itself for whom
// and for which task it speaks, or a key with the role pep, and then Cordon-Agent and Cordon-Task as well.
//
// nginx:                                             Envoy:
//   location / {                                       http_filters: - name: envoy.filters.http.ext_authz
//     auth_request /cordon; proxy_pass …;                typed_config: { failure_mode_allow: false,
//   }                                                      with_request_body: { max_request_bytes: 65536,
//   location = /cordon {                                                        allow_partial_message: false },
//     internal;                                            http_service: { server_uri: { uri: http://127.0.0.1:9191,
//     proxy_pass http://127.0.0.1:9191/nginx;                cluster: cordon_authz, timeout: 6s },
//     proxy_pass_request_body off;                         path_prefix: /envoy,
//     proxy_set_header Content-Length "";                  authorization_request: { allowed_headers: { patterns:
//     proxy_set_header X-Original-Method $request_method;    [{ exact: authorization }, { prefix: cordon- }] } } } }
//     proxy_set_header X-Original-URI $request_uri;
//   }
// nginx hands over no body: a route with "body" is refused behind it.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { Cordon } from './cordon-pep.mjs';

const { CORDON_URL, HOST = '127.0.0.1', PORT = '9191' } = process.env;
const MOST_BODY_BYTES = 64 * 1024;
const routes = JSON.parse(readFileSync(process.argv[2] ?? 'routes.json', 'utf8')).map(compiled);

const server = createServer((request, response) => {
  answer(request)
    .catch(() => ({ status: 403, outcome: 'deny', reason: 'adapter_failed' }))
    .then(({ status, outcome, reason, decision, escalation }) => {
      response.writeHead(status, {
        'content-type': 'application/json',
        'cache-control': 'no-store',
        'x-cordon-outcome': outcome,
        ...(decision && { 'x-cordon-decision': decision }),
        ...(escalation && { 'x-cordon-escalation': escalation }),
        ...(status === 401 && { 'www-authenticate': 'Bearer realm="cordon"' }),
        ...(!request.complete && { connection: 'close' }),
      });
      response.end(JSON.stringify({ outcome, reason, ...(escalation && { escalation }) }));
    });
});
server.headersTimeout = 5000;
server.requestTimeout = 10_000;
server.listen(Number(PORT), HOST, () => console.log(`listening on ${HOST}:${server.address().port}`));

/** Whoever cannot be understood is refused: the proxy lets through nothing but a 200. */
async function answer(request) {
  const asked = askedOf(request);
  if (asked === null) return refused('request_unreadable');
  const url = readUrl(asked.uri);
  if (url === null) return refused('path_ambiguous');
  const found = routes.map((route) => matched(route, asked.method, url.segments)).find((one) => one !== null);
  if (found === undefined) return refused('no_route');
  const { route, parameters } = found;

  const who = callerOf(request.headers);
  if (who === null) return { status: 401, outcome: 'deny', reason: 'unauthenticated' };
  const pairs = [...Object.entries(parameters), ...url.query];
  for (const name of route.headers) {
    const value = request.headers[name];
    if (value !== undefined) pairs.push([name, String(value)]);
  }
  if (route.body) {
    const members = asked.hasBody ? await readMembers(request) : null;
    if (members === null) return refused('body_unreadable');
    pairs.push(...members);
  }
  if (new Set(pairs.map(([name]) => name)).size !== pairs.length) return refused('argument_twice');

  const cordon = new Cordon({ ...who, ...(CORDON_URL && { url: CORDON_URL }) });
  const told = await cordon.ask({
    tool: route.tool,
    arguments: Object.fromEntries(pairs),
    ...(route.resource && { resource: filled(route.resource, parameters) }),
  });
  return { ...told, status: told.allowed ? 200 : 403 };
}

const refused = (reason) => ({ status: 403, outcome: 'deny', reason });

/** The request that the proxy was asked for: nginx tells it in headers, Envoy sends it as it is. */
function askedOf({ method, url, headers }) {
  if (url === '/nginx') {
    const { 'x-original-method': original, 'x-original-uri': uri } = headers;
    return original && uri ? { method: original, uri, hasBody: false } : null;
  }
  if (!url.startsWith('/envoy/') || headers['x-envoy-auth-partial-body'] === 'true') return null;
  return { method, uri: url.slice('/envoy'.length), hasBody: true };
}

/**
 * The path in segments. What a server behind the proxy could read in another way is not guessed at: dot segments,
 * empty ones, encoded slashes, backslashes, parameters after a semicolon, control characters.
 */
function readUrl(uri) {
  const [path, query = '', ...rest] = uri.split('?');
  if (rest.length > 0 || uri.includes('#') || !/^\/[\x21-\x7e]*$/.test(path)) return null;
  if (/\/\/|%2f|%5c|%00|[\\;]|\/(\.|%2e){1,2}(\/|$)/i.test(path)) return null;
  try {
    const segments = path.split('/').slice(1).map(decodeURIComponent);
    if (segments.some((one) => /[\p{Cc}/\\]/u.test(one))) return null;
    return { segments, query: [...new URLSearchParams(query)] };
  } catch {
    return null;
  }
}

function compiled({ method, path, tool, resource = null, body = false, headers = [] }) {
  if (typeof method !== 'string' || typeof path !== 'string' || typeof tool !== 'string') {
    throw new TypeError('a route needs method, path and tool');
  }
  const names = headers.map((name) => name.toLowerCase());
  return { method, pattern: path.split('/').slice(1), tool, resource, body, headers: names };
}

function matched(route, method, segments) {
  if (route.method !== method || route.pattern.length !== segments.length) return null;
  const parameters = {};
  for (const [i, expected] of route.pattern.entries()) {
    const name = /^\{(\w+)\}$/.exec(expected)?.[1];
    if (name === undefined ? segments[i] !== expected : segments[i] === '') return null;
    if (name !== undefined) parameters[name] = segments[i];
  }
  return { route, parameters };
}

const filled = (pattern, parameters) => pattern.replace(/\{(\w+)\}/g, (_, name) => parameters[name] ?? '');

/** What a task token says of itself is only repeated here: Cordon verifies it. */
function callerOf(headers) {
  const bearer = /^Bearer ([\x21-\x7e]+)$/i.exec(
    headers['cordon-authorization'] ?? headers.authorization ?? '',
  );
  const key = bearer?.[1];
  if (key === undefined) return null;
  if (key.startsWith('cdn_')) {
    const { 'cordon-agent': agent, 'cordon-task': task } = headers;
    return agent && task ? { key, agent, task } : null;
  }
  try {
    const { sub } = JSON.parse(Buffer.from(key.split('.')[1] ?? '', 'base64url').toString('utf8'));
    return typeof sub === 'string' && sub !== '' ? { key, agent: sub } : null;
  } catch {
    return null;
  }
}

async function readMembers(request) {
  const chunks = [];
  let length = 0;
  for await (const chunk of request) {
    length += chunk.length;
    if (length > MOST_BODY_BYTES) return null;
    chunks.push(chunk);
  }
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks));
    const value = JSON.parse(text);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
    // Who reads the body behind the proxy may keep the first of two members of one name; here the last is kept.
    return JSON.stringify(value).length === withoutSpace(text).length ? Object.entries(value) : null;
  } catch {
    return null;
  }
}

/** A JSON text as JSON.stringify would write its parts. One that is longer than its value has more in it. */
function withoutSpace(text) {
  return text.replace(/("(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*)|[ \t\r\n]+/g, (_, part) =>
    part === undefined ? '' : JSON.stringify(JSON.parse(part)),
  );
}
