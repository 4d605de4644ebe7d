import type { ImportPlanView, PreviewImportInput } from '@/lib/contract/agent-import';
import { countVerdicts } from '@/lib/domain/agent-import';
import { type Ctx, permit } from '../context';
import { databaseNow, reader } from '../transaction';
import { fetchCard } from './fetch-card';
import { makePlan, toPlannedRowView } from './plan';
import { readSource, type Source } from './source';

/** Tells what an import would do, and does nothing. A card is read from its address once, and is committed as read. */
export async function previewImport(
  ctx: Ctx,
  { kind, text, defaults = {} }: PreviewImportInput,
): Promise<ImportPlanView> {
  permit(ctx, 'agent.import');
  const source: Source = kind === 'card-url' ? { kind: 'card', text: await fetchCard(text) } : { kind, text };
  const { rows, cards } = readSource(source);
  const db = reader(ctx);
  const plan = await makePlan(db, rows, defaults, await databaseNow(db));
  return {
    digest: plan.digest,
    source,
    cards: cards.map(({ description: _description, skills, ...card }) => ({ ...card, skills: [...skills] })),
    rows: plan.rows.map(toPlannedRowView),
    counts: countVerdicts(plan.rows),
  };
}
