import { readCsv } from '@/lib/csv/read';
import type { AgentCard } from '@/lib/domain/agent-card';
import { purposeOf, readAgentCard } from '@/lib/domain/agent-card';
import { AGENT_EXPORT_ONLY, AGENT_IMPORT_FIELDS, type AgentImportField } from '@/lib/domain/agent-csv';
import { type ImportRow, MAX_IMPORT_ROWS } from '@/lib/domain/agent-import';
import { slugOf } from '@/lib/domain/slug';
import { invalidInput } from '../errors';

export type Source = { kind: 'csv' | 'card'; text: string };

/** What a file says, row by row. Throws `invalid_input` for one that cannot be read as a whole. */
export function readSource({ kind, text }: Source): { rows: ImportRow[]; cards: AgentCard[] } {
  const read = kind === 'csv' ? { rows: readRows(text), cards: [] } : readCards(text);
  if (read.rows.length === 0) throw invalidInput('text', 'names no agent');
  if (read.rows.length > MAX_IMPORT_ROWS) {
    throw invalidInput(
      'text',
      `names ${read.rows.length} agents; ${MAX_IMPORT_ROWS} may be imported at once`,
    );
  }
  return read;
}

/** `Backup owner` and `backup_owner` are `backupOwner`. */
const plain = (name: string): string => name.toLowerCase().replace(/[\s_-]/g, '');
const FIELDS = new Map<string, AgentImportField>(AGENT_IMPORT_FIELDS.map((field) => [plain(field), field]));
const PASSED_OVER: readonly string[] = AGENT_EXPORT_ONLY.map(plain);

function readRows(text: string): ImportRow[] {
  const read = readCsv(text);
  if ('problem' in read) throw invalidInput('text', read.problem);
  const [head, ...lines] = read;
  if (head === undefined) throw invalidInput('text', 'is empty');
  const columns = head.cells.map((name) => {
    const field = FIELDS.get(plain(name));
    if (field === undefined && !PASSED_OVER.includes(plain(name))) {
      throw invalidInput(
        'text',
        `has a column \`${name.slice(0, 80)}\`; it may have ${AGENT_IMPORT_FIELDS.join(', ')}`,
      );
    }
    return field ?? null;
  });
  const named = columns.filter((field) => field !== null);
  if (new Set(named).size !== named.length) throw invalidInput('text', 'has a column twice');
  if (!named.includes('id')) throw invalidInput('text', 'has no column `id` in its first line');
  return lines.map(({ line, cells }) => {
    const fields: Partial<Record<AgentImportField, string>> = {};
    columns.forEach((field, at) => {
      const cell = cells[at] ?? '';
      if (field !== null && cell !== '') fields[field] = isAddress(field) ? cell.toLowerCase() : cell;
    });
    const isLonger = cells.length > columns.length;
    return { line, fields, ...(isLonger && { problem: 'has more cells than the first line has columns' }) };
  });
}

const isAddress = (field: AgentImportField): boolean => field === 'owner' || field === 'backupOwner';

/** One card, or a list of them. */
function readCards(text: string): { rows: ImportRow[]; cards: AgentCard[] } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw invalidInput('text', 'is not JSON');
  }
  const cards: AgentCard[] = [];
  const rows = (Array.isArray(value) ? value : [value]).map((one, at): ImportRow => {
    const card = readAgentCard(one);
    if ('problem' in card) return { line: at + 1, fields: {}, problem: `is no agent card: ${card.problem}` };
    cards.push(card);
    const id = slugOf(card.name);
    return {
      line: at + 1,
      fields: { ...(id !== '' && { id }), name: card.name, purpose: purposeOf(card) },
    };
  });
  return { rows, cards };
}
