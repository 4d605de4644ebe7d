import type { Tx } from '@/lib/db/client';
import type { Prisma } from '@/lib/db/generated/client';
import type { GuardrailState } from '@/lib/domain/guardrail';
import { notFound } from '../errors';

/** A guardrail with its open versions and its latest one. Retired texts stay in the table. */
export const guardrailSelect = {
  name: true,
  source: true,
  createdAt: true,
  createdBy: true,
  revision: true,
  versions: { orderBy: { version: 'desc' }, select: { version: true, state: true, text: true } },
} as const satisfies Prisma.GuardrailSelect;
export type GuardrailRow = Prisma.GuardrailGetPayload<{ select: typeof guardrailSelect }>;

export async function loadGuardrail(tx: Tx, name: string): Promise<GuardrailRow> {
  const row = await tx.guardrail.findUnique({ where: { name }, select: guardrailSelect });
  if (row === null) throw notFound('guardrail', name);
  return row;
}

/** The version of a guardrail that is in a state; a state other than `retired` has one at most. */
export const versionIn = (row: GuardrailRow, state: GuardrailState) =>
  row.versions.find((one) => one.state === state) ?? null;
