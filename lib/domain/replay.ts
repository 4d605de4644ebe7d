import { askGuardrails, type GuardrailInput, type GuardrailRule, type Guardrails } from './guardrail';
import type { Outcome } from './outcome';
import { type ChangedOf, type ChangedOutcome, OutcomeTallies, OutcomeTally } from './outcome-tally';
import { type RecordedCall, type RulesOfTiers, recordedInput } from './recorded-call';
import { type RecordedReason, rejudgeGuardrail } from './rejudge';
import { REPLAY_LIMITS, type ReplayLimit } from './replay-state';

/** A decision as it was recorded, ready to be judged again. */
export type ReplayedDecision = {
  id: string;
  at: string;
  agent: string;
  tool: string;
  outcome: Outcome;
  reasons: readonly RecordedReason[];
  lifted: readonly RecordedReason[];
  /** Whether it went through by the word of a person. */
  isApproved: boolean;
  /** Whether a person said no to it. */
  isRefused: boolean;
  /** What guardrails see of it; or why it cannot be put before them. */
  call: RecordedCall | ReplayLimit;
};

/** What is compared: one text of a guardrail and another, in the company of every other permit in force. */
export type Compared = {
  guardrail: string;
  enforced: readonly GuardrailRule[];
  draft: readonly GuardrailRule[];
  rulesOf: RulesOfTiers;
};

const MOST_TOP = 10;
const SAMPLES_EACH = 5;
const MOST_SAMPLES = 60;

type Sample = { decision: string; at: string; agent: string; tool: string; from: Outcome; to: Outcome };
export type ReplayFound = {
  judged: number;
  said: { inForce: number; draft: number };
  changed: number;
  changes: ChangedOutcome[];
  byAgent: ChangedOf[];
  byTool: ChangedOf[];
  asks: { more: number; fewer: number };
  stops: { calls: number; approved: number };
  frees: { calls: number; refused: number };
  notJudged: { why: ReplayLimit; count: number }[];
  underOtherRules: number;
  samples: Sample[];
};

const goesThrough = (outcome: Outcome): boolean => outcome === 'allow' || outcome === 'modify';

/**
 * Judges recorded decisions again, with the text in force and with a draft, and counts what differs. Both are asked
 * about the same calls, so that what other rules have become since does not count as the draft's doing.
 */
export class ReplayTally {
  readonly #guardrail: string;
  readonly #rulesOf: RulesOfTiers;
  readonly #inForce: Guardrails;
  readonly #draft: Guardrails;
  readonly #all = new OutcomeTally();
  readonly #byAgent = new OutcomeTallies();
  readonly #byTool = new OutcomeTallies();
  readonly #notJudged = new Map<ReplayLimit, number>();
  readonly #samples = new Map<string, Sample[]>();
  readonly #said = { inForce: 0, draft: 0 };
  readonly #asks = { more: 0, fewer: 0 };
  readonly #stops = { calls: 0, approved: 0 };
  readonly #frees = { calls: 0, refused: 0 };
  #judged = 0;
  #underOtherRules = 0;

  constructor({ guardrail, enforced, draft, rulesOf }: Compared) {
    this.#guardrail = guardrail;
    this.#rulesOf = rulesOf;
    const own = enforced.filter((rule) => rule.guardrail === guardrail);
    const otherPermits = enforced.filter((rule) => rule.guardrail !== guardrail && rule.effect === 'permit');
    this.#inForce = { enforced: [...own, ...otherPermits], shadow: [] };
    this.#draft = { enforced: [...draft, ...otherPermits], shadow: [] };
  }

  add(decision: ReplayedDecision): void {
    const { call } = decision;
    if (typeof call === 'string') {
      this.#notJudged.set(call, (this.#notJudged.get(call) ?? 0) + 1);
      return;
    }
    this.#judged += 1;
    const input = recordedInput(call, this.#rulesOf);
    const from = this.#outcomeWith(this.#inForce, 'inForce', input, decision);
    const to = this.#outcomeWith(this.#draft, 'draft', input, decision);
    if (from !== decision.outcome) this.#underOtherRules += 1;
    if (from !== to) this.#count(decision, from, to);
  }

  #outcomeWith(
    rules: Guardrails,
    which: 'inForce' | 'draft',
    input: GuardrailInput,
    decision: ReplayedDecision,
  ): Outcome {
    const { reasons } = askGuardrails(input, rules, false);
    if (reasons.length > 0) this.#said[which] += 1;
    return rejudgeGuardrail(decision, this.#guardrail, reasons);
  }

  #count(decision: ReplayedDecision, from: Outcome, to: Outcome): void {
    const { id, at, agent, tool, isApproved, isRefused } = decision;
    this.#all.add(from, to);
    this.#byAgent.add(agent, from, to);
    this.#byTool.add(tool, from, to);
    if (to === 'escalate') this.#asks.more += 1;
    if (from === 'escalate') this.#asks.fewer += 1;
    if (goesThrough(from) && to !== 'escalate' && !goesThrough(to)) {
      this.#stops.calls += 1;
      if (isApproved) this.#stops.approved += 1;
    }
    if (!goesThrough(from) && goesThrough(to)) {
      this.#frees.calls += 1;
      if (isRefused) this.#frees.refused += 1;
    }
    const kind = `${from} ${to}`;
    const samples = this.#samples.get(kind) ?? [];
    this.#samples.set(kind, samples);
    if (samples.length < SAMPLES_EACH) samples.push({ decision: id, at, agent, tool, from, to });
  }

  result(): ReplayFound {
    return {
      judged: this.#judged,
      said: { ...this.#said },
      changed: this.#all.count,
      changes: this.#all.changes(),
      byAgent: this.#byAgent.top(MOST_TOP),
      byTool: this.#byTool.top(MOST_TOP),
      asks: { ...this.#asks },
      stops: { ...this.#stops },
      frees: { ...this.#frees },
      notJudged: REPLAY_LIMITS.flatMap((why) => {
        const count = this.#notJudged.get(why);
        return count === undefined ? [] : [{ why, count }];
      }),
      underOtherRules: this.#underOtherRules,
      samples: [...this.#samples.values()].flat().slice(0, MOST_SAMPLES),
    };
  }
}
