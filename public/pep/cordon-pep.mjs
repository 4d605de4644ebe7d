// Cordon's client for JavaScript and TypeScript: asks before an agent acts. One file, no dependencies.
//
//   import { Cordon } from './cordon-pep.mjs';
//   const cordon = new Cordon({ key: process.env.CORDON_KEY, agent: 'invoice-bot', task: 'tsk_…' });
//   const found = await cordon.guard({ tool: 'crm/contacts.search', arguments: { q: 'acme' } }, (args) => search(args));
//
// It fails closed: no answer, a late one, one that cannot be read and one that contradicts itself all mean no.
// It writes nothing anywhere: no log, no file; a key never stands in an error or in what is printed of a client.
import { createHash, randomUUID } from 'node:crypto';

/** The Cordon that served this file. */
const ORIGIN = 'http://127.0.0.1:3000';
const MOST_BYTES = 1024 * 1024;
/** How long Cordon holds one question for an outcome. */
const MOST_HOLD_SECONDS = 30;
const RETRY_PAUSE_MS = 100;
const LOOPBACK = /^(localhost|127\.0\.0\.1|\[::1\])$/;

/** What `guard` throws when the call may not be made. Carries the answer, and no arguments. */
export class CordonDenied extends Error {
  /** @param {import('./cordon-pep.mjs').Answer} answer */
  constructor(answer) {
    super(`Cordon: ${answer.outcome} (${answer.reason}): ${answer.message}`);
    this.name = 'CordonDenied';
    this.answer = answer;
  }
}

export class Cordon {
  #bearer;
  #url;
  #agent;
  #task;
  #timeoutMs;

  constructor(options = {}) {
    const { url = ORIGIN, key, agent, task = null, timeoutMs = 5000, allowPlainHttp = false } = options;
    const { protocol, hostname, origin } = new URL(url);
    // A key that travels in the clear is everybody's.
    if (protocol !== 'https:' && !(protocol === 'http:' && (LOOPBACK.test(hostname) || allowPlainHttp))) {
      throw new TypeError('url must be https; allowPlainHttp is for networks that you trust');
    }
    if (typeof key !== 'string' || !/^[\x21-\x7e]+$/.test(key)) throw new TypeError('key is missing');
    if (typeof agent !== 'string' || agent === '') throw new TypeError('agent is missing');
    if (!Number.isFinite(timeoutMs) || timeoutMs <= 0) throw new TypeError('timeoutMs must be positive');
    this.#bearer = `Bearer ${key}`;
    this.#url = origin;
    this.#agent = agent;
    this.#task = task;
    this.#timeoutMs = timeoutMs;
  }

  /** Asks once. Never throws for what Cordon or the network does: whatever is not a clear yes is a no. */
  async ask(call) {
    let sent;
    let body;
    try {
      sent = frozenCopy(call.arguments ?? {});
      const task = call.task ?? this.#task;
      body = {
        subject: { type: 'agent', id: this.#agent },
        action: { name: 'tools/call' },
        resource: {
          type: 'tool',
          id: call.tool,
          ...(call.resource !== undefined && { properties: { resource: call.resource } }),
        },
        context: {
          ...(task !== null && { task }),
          call_id: call.callId ?? randomUUID(),
          arguments: sent,
          ...(call.reads !== undefined && { reads: call.reads }),
          ...(call.acceptsModify === true && { accepts: ['modify'] }),
          ...(call.approval !== undefined && { approval: { id: call.approval } }),
        },
      };
    } catch {
      return refusal('pep_unreadable_call', 'the call cannot be written as JSON');
    }
    const callId = body.context.call_id;
    const digest = digestOf(this.#agent, body);
    const about = { callId, digest };
    const until = Date.now() + (call.timeoutMs ?? this.#timeoutMs);
    for (;;) {
      const told = await this.#post('/access/v1/evaluation', body, until);
      // Under the same call_id a lost answer is told again, and nothing is spent twice.
      if (told.mayRetry && Date.now() + RETRY_PAUSE_MS < until) {
        await pause(RETRY_PAUSE_MS);
        continue;
      }
      if (told.failure !== null) return refusal(told.failure, told.message, about);
      return read(told.value, sent, call.acceptsModify === true, about);
    }
  }

  /**
   * Waits until people have answered, for at most so many seconds: `approved`, `denied`, `expired`,
   * `cancelled`, or `pending` when it is over before. What cannot be found out is `pending`.
   */
  async waitFor(escalation, seconds) {
    const until = Date.now() + seconds * 1000;
    for (;;) {
      const leftMs = until - Date.now();
      const hold = Math.max(0, Math.min(MOST_HOLD_SECONDS, Math.floor(leftMs / 1000)));
      const path = `/access/v1/requests/${encodeURIComponent(escalation)}?wait=${hold}`;
      const told = await this.#send('GET', path, undefined, Date.now() + hold * 1000 + this.#timeoutMs);
      const status = told.failure === null ? told.value?.task?.status : 'pending';
      if (['approved', 'denied', 'expired', 'cancelled'].includes(status)) return status;
      if (told.failure === 'pep_refused' || Date.now() >= until) return 'pending';
      await pause(Math.min(1000, Math.max(0, until - Date.now())));
    }
  }

  /** Asks; where people are to be asked, waits for them so many seconds; then asks anew. */
  async askAndWait(call, seconds) {
    const first = await this.ask(call);
    if (first.outcome !== 'escalate' || first.escalation === null || seconds <= 0) return first;
    if ((await this.waitFor(first.escalation, seconds)) !== 'approved') return first;
    // The decision that was recorded stays what it was: this is another one, under another name.
    return this.ask({ ...call, callId: `${first.callId}/approved`, approval: first.escalation });
  }

  /** Tells what came of a call. False when that could not be told: the tool's declared labels count then. */
  async report(decision, outcome) {
    const path = `/api/v1/decisions/${encodeURIComponent(decision)}/outcome`;
    let body;
    try {
      body = JSON.parse(JSON.stringify(outcome));
    } catch {
      return false;
    }
    return (await this.#post(path, body, Date.now() + this.#timeoutMs)).failure === null;
  }

  /**
   * Does what was allowed, with exactly the arguments that were decided, and reports it. Throws
   * `CordonDenied` instead of doing anything else.
   */
  async guard(call, run) {
    const answer = await this.askAndWait(call, call.waitSeconds ?? 0);
    if (!answer.allowed) throw new CordonDenied(answer);
    let output;
    try {
      output = await run(answer.arguments, answer);
    } catch (error) {
      await this.report(answer.decision, { status: 'failed' });
      throw error;
    }
    const succeeded = { status: 'succeeded' };
    const isTold = output !== undefined && (await this.report(answer.decision, { ...succeeded, output }));
    if (!isTold) await this.report(answer.decision, succeeded);
    return output;
  }

  #post(path, body, until) {
    return this.#send('POST', path, JSON.stringify(body), until);
  }

  async #send(method, path, body, until) {
    const failed = (failure, message, mayRetry = false) => ({ failure, message, mayRetry, value: null });
    const patienceMs = until - Date.now();
    if (patienceMs <= 0) return failed('pep_timeout', 'Cordon did not answer in time');
    try {
      const response = await fetch(this.#url + path, {
        method,
        // To be sent elsewhere is no answer.
        redirect: 'error',
        signal: AbortSignal.timeout(patienceMs),
        headers: {
          authorization: this.#bearer,
          ...(body !== undefined && { 'content-type': 'application/json' }),
        },
        ...(body !== undefined && { body }),
      });
      const text = await readText(response);
      if (response.status >= 500 || response.status === 429) {
        return failed('pep_unavailable', `Cordon answered ${response.status}`, true);
      }
      if (response.status < 200 || response.status > 299) {
        return failed('pep_refused', `Cordon answered ${response.status}`);
      }
      const value = JSON.parse(text);
      if (typeof value !== 'object' || value === null) throw new SyntaxError('not an object');
      return { failure: null, message: '', mayRetry: false, value };
    } catch (error) {
      if (error?.name === 'TimeoutError') return failed('pep_timeout', 'Cordon did not answer in time');
      if (error instanceof SyntaxError || error instanceof RangeError) {
        return failed('pep_malformed', 'the answer cannot be read');
      }
      return failed('pep_unreachable', 'Cordon cannot be reached', true);
    }
  }
}

/** The one place where a yes is made: everything has to be there and to agree. */
function read(value, sent, acceptsModify, { callId, digest }) {
  const { decision, context } = value;
  const isText = (one) => typeof one === 'string' && one !== '';
  if (typeof decision !== 'boolean' || typeof context !== 'object' || context === null) {
    return refusal('pep_malformed', 'the answer is none of AuthZEN', { callId, digest });
  }
  const { evaluation_id: id, outcome, reason, reasons, access_request: request } = context;
  if (!isText(id) || !isText(reason) || !OUTCOMES.includes(outcome)) {
    return refusal('pep_malformed', 'the answer names no outcome that is known', { callId, digest });
  }
  const isChanged = outcome === 'modify';
  const isYes = outcome === 'allow' || (isChanged && acceptsModify && isPlainObject(context.arguments));
  if (decision && !isYes) {
    return refusal('pep_malformed', 'the answer contradicts itself', { callId, digest });
  }
  const allowed = decision && isYes;
  return Object.freeze({
    allowed,
    outcome,
    reason,
    message: messageOf(reasons) ?? reason,
    decision: id,
    arguments: !allowed ? null : isChanged ? frozenCopy(context.arguments) : sent,
    escalation: isText(request?.id) ? request.id : null,
    callId,
    digest,
  });
}
const OUTCOMES = ['allow', 'modify', 'escalate', 'defer', 'deny'];

const messageOf = (reasons) => {
  const message = Array.isArray(reasons) ? reasons[0]?.message : undefined;
  return typeof message === 'string' ? message : null;
};

const refusal = (reason, message, { callId = '', digest = '' } = {}) =>
  Object.freeze({
    allowed: false,
    outcome: 'deny',
    reason,
    message,
    decision: null,
    arguments: null,
    escalation: null,
    callId,
    digest,
  });

/** The call by one name: SHA-256 over the canonical JSON (RFC 8785) of all that was asked. */
function digestOf(agent, { resource, context }) {
  const { task = null, arguments: args } = context;
  const named = {
    agent,
    task,
    tool: resource.id,
    resource: resource.properties?.resource ?? null,
    arguments: args,
  };
  return createHash('sha256').update(canonical(named)).digest('hex');
}

/** Canonical JSON (RFC 8785) of a value that came out of JSON. */
export function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (!isPlainObject(value)) return JSON.stringify(value);
  const names = Object.keys(value).sort();
  return `{${names.map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join(',')}}`;
}

const isPlainObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);

/** What travels is what is executed: a copy by way of JSON, which nobody can change afterwards. */
function frozenCopy(value) {
  const copy = JSON.parse(JSON.stringify(value));
  if (!isPlainObject(copy)) throw new TypeError('arguments must be an object');
  return frozen(copy);
}

function frozen(value) {
  if (typeof value !== 'object' || value === null) return value;
  for (const one of Object.values(value)) frozen(one);
  return Object.freeze(value);
}

async function readText(response) {
  const chunks = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    length += chunk.byteLength;
    if (length > MOST_BYTES) throw new RangeError('the answer is too long');
    chunks.push(chunk);
  }
  return new TextDecoder().decode(Buffer.concat(chunks));
}

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
