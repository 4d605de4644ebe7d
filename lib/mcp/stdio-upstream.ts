import { type ChildProcess, spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import type { JsonObject } from '@/lib/domain/argument';
import { canonicalText, MAX_DEPTH } from '@/lib/pdp/record';
import { META, NEWEST_SESSIONED } from './era';
import { answerIn, CLIENT, statelessMeta } from './http-upstream';
import { isObject, type RpcAnswer } from './message';
import { RpcFailure } from './rpc-failure';
import { CALL_MS, MAX_MESSAGE_BYTES, type Upstream, type UpstreamCall } from './upstream';

const BEGIN_MS = 20_000;
const KILL_MS = 2000;

type Waiting = { settle: (answer: RpcAnswer) => void; fail: (error: RpcFailure) => void; call: UpstreamCall };

/**
 * A server that runs as a process of ours and speaks over its standard streams. Which command that is, the
 * operator's environment says and nobody else; it gets no shell, and nothing of our own environment.
 */
export class StdioUpstream implements Upstream {
  readonly #child: ChildProcess;
  readonly #waiting = new Map<string, Waiting>();
  readonly #ready: Promise<boolean>;
  #rest = '';
  #isOver = false;

  constructor(command: readonly [string, ...string[]]) {
    const [file, ...args] = command;
    const { PATH, HOME, LANG } = process.env;
    const env: Record<string, string> = {};
    for (const [name, value] of Object.entries({ PATH, HOME, LANG }))
      if (value !== undefined) env[name] = value;
    this.#child = spawn(file, args, {
      env: env as NodeJS.ProcessEnv,
      cwd: tmpdir(),
      shell: false,
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    this.#child.on('error', () => this.#end('the server cannot be started'));
    this.#child.on('exit', () => this.#end('the server has ended'));
    this.#child.stdin?.on('error', () => this.#end('the server does not read'));
    this.#child.stdout?.setEncoding('utf8').on('data', (text: string) => this.#read(text));
    this.#ready = this.#begin();
    this.#ready.catch(() => {});
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  get isBusy(): boolean {
    return this.#waiting.size > 0;
  }

  async call(call: UpstreamCall): Promise<RpcAnswer> {
    const isStateless = await this.#ready;
    const meta = {
      ...(isStateless && statelessMeta()),
      ...(call.wantsProgress && { progressToken: call.id }),
      ...call.trace,
    };
    return this.#ask(
      call,
      Object.keys(meta).length === 0 ? call.params : { ...call.params, _meta: meta },
      CALL_MS,
    );
  }

  /** Whether the server speaks the stateless revision alone. Almost none does, and some end at a question. */
  async #begin(): Promise<boolean> {
    const params = { protocolVersion: NEWEST_SESSIONED, capabilities: {}, clientInfo: CLIENT };
    const answer = await this.#alone('initialize', params);
    if ('result' in answer) {
      this.#write({ jsonrpc: '2.0', method: 'notifications/initialized' });
      return false;
    }
    const found = await this.#alone('server/discover', { _meta: statelessMeta() });
    if ('result' in found && Array.isArray(found.result.supportedVersions)) {
      if (found.result.supportedVersions.includes(statelessMeta()[META.version] ?? null)) return true;
    }
    throw new RpcFailure('upstream', 'the server speaks no version that the gateway speaks');
  }

  #alone(method: string, params: JsonObject): Promise<RpcAnswer> {
    const signal = AbortSignal.timeout(BEGIN_MS);
    const call = {
      id: method,
      method,
      params,
      mirrors: {},
      wantsProgress: false,
      trace: {},
      signal,
      onNotification: () => {},
    };
    return this.#ask(call, params, BEGIN_MS);
  }

  #ask(call: UpstreamCall, params: JsonObject, patienceMs: number): Promise<RpcAnswer> {
    return new Promise((resolve, reject) => {
      if (this.#isOver) return reject(new RpcFailure('upstream', 'the server has ended'));
      const forget = () => {
        clearTimeout(timer);
        call.signal.removeEventListener('abort', cancel);
        this.#waiting.delete(call.id);
      };
      const cancel = () => {
        forget();
        const told = { requestId: call.id, reason: 'the caller has gone' };
        this.#write({ jsonrpc: '2.0', method: 'notifications/cancelled', params: told });
        reject(new RpcFailure('upstream', 'the call was taken back'));
      };
      const timer = setTimeout(cancel, patienceMs);
      this.#waiting.set(call.id, {
        call,
        settle: (answer) => {
          forget();
          resolve(answer);
        },
        fail: (error) => {
          forget();
          reject(error);
        },
      });
      call.signal.addEventListener('abort', cancel, { once: true });
      if (call.signal.aborted) cancel();
      else this.#write({ jsonrpc: '2.0', id: call.id, method: call.method, params });
    });
  }

  /** INVARIANT (same-bytes): the canonical text of our own message, which has no line end in it. */
  #write(message: JsonObject): void {
    if (!this.#isOver) this.#child.stdin?.write(`${canonicalText(message, MAX_DEPTH + 4)}\n`);
  }

  #read(text: string): void {
    this.#rest += text;
    const lines = this.#rest.split('\n');
    this.#rest = lines.pop() ?? '';
    if (this.#rest.length > MAX_MESSAGE_BYTES) this.#end('the server sent too large a message');
    else for (const line of lines) this.#hear(line);
  }

  #hear(line: string): void {
    let message: unknown;
    try {
      message = JSON.parse(line);
    } catch {
      return;
    }
    if (!isObject(message)) return;
    const { id, method, params } = message;
    if (typeof method !== 'string') {
      const waiting = typeof id === 'string' ? this.#waiting.get(id) : undefined;
      const answer = waiting === undefined ? null : answerIn(message, waiting.call.id);
      if (answer !== null) waiting?.settle(answer);
    } else if (id === undefined) {
      for (const { call } of this.#waiting.values())
        call.onNotification(method, isObject(params) ? params : {});
    } else {
      const error = { code: -32601, message: 'this does not pass the gateway' };
      this.#write({ jsonrpc: '2.0', id, ...(method === 'ping' ? { result: {} } : { error }) });
    }
  }

  #end(why: string): void {
    if (this.#isOver) return;
    this.#isOver = true;
    for (const waiting of [...this.#waiting.values()]) waiting.fail(new RpcFailure('upstream', why));
    this.kill();
  }

  /** Ends the process: its input closes, then it is told, then it is not asked any more. */
  kill(): void {
    this.#isOver = true;
    this.#child.stdin?.end();
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    this.#child.kill('SIGTERM');
    setTimeout(() => this.#child.kill('SIGKILL'), KILL_MS).unref();
  }

  async close(): Promise<void> {
    this.kill();
  }
}
