import { canonicalJson } from '@/lib/ledger/canonical';
import { untilDecided } from './client';
import type { Instance } from './instance';
import { digestOf } from './take-away';
import { type Cast, callOf, sql } from './world';

type Json = Record<string, unknown>;

/** Sends arguments and says where the record is not what was sent, or not canonical. */
export async function sameBytesFaults(
  url: string,
  instance: Instance,
  casts: readonly Cast[],
  samples: readonly Json[],
): Promise<string[]> {
  const faults: string[] = [];
  const questions = samples.map((sample, i) =>
    callOf(casts[i % casts.length] as Cast, { arguments: sample }),
  );
  const replies = await Promise.all(questions.map((question) => untilDecided(() => instance.ask(question))));
  const rows = await sql(url, 'SELECT id, record FROM decisions');
  const recordOf = new Map<string | undefined, string>(rows.map(({ id, record }) => [id, record]));
  for (const [i, question] of questions.entries()) {
    const reply = replies[i];
    const record = recordOf.get(reply?.evaluation?.context.evaluation_id);
    if (record === undefined) {
      faults.push(`${reply?.status} ${reply?.text} for ${JSON.stringify(question.arguments)}`);
      continue;
    }
    const parsed = JSON.parse(record) as Json;
    const sent = canonicalJson(question.arguments);
    if (record !== canonicalJson(parsed)) faults.push(`not canonical: ${record}`);
    if (canonicalJson(parsed.arguments) !== sent) faults.push(`recorded otherwise: ${record}`);
    if (!record.includes(`"arguments":${sent},`)) faults.push(`other bytes: ${record}`);
    if (parsed.digest !== digestOf(question)) faults.push(`another digest: ${record}`);
  }
  return faults;
}

/** What is wrong with the three answers in the records of a database. */
export async function threeAnswersFaults(url: string): Promise<{ outcomes: Set<string>; faults: string[] }> {
  const rows = await sql(url, 'SELECT id, outcome, reason, record FROM decisions');
  const faults: string[] = [];
  for (const { id, outcome, reason, record } of rows) {
    const parsed = JSON.parse(record);
    const verdicts = ['intent', 'need', 'end'].map((name) => parsed.answers?.[name]?.verdict);
    const isWhole = verdicts.every((one) => ['clear', 'unclear', 'no'].includes(one));
    const isPermitted = outcome === 'allow' || outcome === 'modify';
    if (!isWhole) faults.push(`${id}: ${verdicts}`);
    if (isPermitted && verdicts.some((one) => one !== 'clear'))
      faults.push(`${id}: ${outcome} with ${verdicts}`);
    if (isPermitted && (parsed.answers.intent.task === null || parsed.answers.need.grant === null)) {
      faults.push(`${id}: ${outcome} without a task or a grant`);
    }
    if (isPermitted && parsed.answers.end.ends_at === null) faults.push(`${id}: ${outcome} without an end`);
    if (parsed.outcome !== outcome || parsed.reason !== reason)
      faults.push(`${id}: the columns say otherwise`);
  }
  return { outcomes: new Set(rows.map(({ outcome }) => outcome)), faults };
}
