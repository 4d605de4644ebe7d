import { AUTONOMIES, RESERVED_AGENT_IDS } from './agent';
import { AGENT_IMPORT_FIELDS, type AgentImportField } from './agent-csv';
import { SLUG_PATTERN } from './id';
import { higherTier, RISK_TIERS, type RiskTier } from './risk-tier';
import { ENVIRONMENTS } from './system';

/** What a file says of one agent; what it leaves empty is absent. */
export type ImportRow = {
  line: number;
  fields: Readonly<Partial<Record<AgentImportField, string>>>;
  /** What is wrong with the row as such, before anything of it is looked at. */
  problem?: string;
};

/** What is known of an agent that a row names. */
export type ImportTarget = {
  revision: number;
  isRetired: boolean;
  floor: RiskTier;
  fields: Readonly<Record<AgentImportField, string | null>>;
};

/** What the plan rests on: agents by id, and whether the people named are there and enabled, by address. */
export type ImportFacts = {
  agents: ReadonlyMap<string, ImportTarget>;
  people: ReadonlyMap<string, { isEnabled: boolean }>;
};

export const IMPORT_VERDICTS = ['create', 'change', 'same', 'refused'] as const;
export type ImportVerdict = (typeof IMPORT_VERDICTS)[number];

export type PlannedRow = {
  line: number;
  id: string;
  verdict: ImportVerdict;
  /** Of the agent as it was seen; null for one that is not there yet. */
  revision: number | null;
  fields: { field: AgentImportField; from: string | null; to: string }[];
  problems: { field: AgentImportField | null; message: string }[];
};

export const MAX_IMPORT_ROWS = 1000;

const NEEDED: readonly AgentImportField[] = AGENT_IMPORT_FIELDS.filter((field) => field !== 'backupOwner');
const LONGEST = { name: 200, purpose: 2000, owner: 254, backupOwner: 254 } as const;
const LISTS = { riskTier: RISK_TIERS, autonomy: AUTONOMIES, environment: ENVIRONMENTS } as const;

/**
 * What an import would do, row by row: pure, so that the same file on the same facts is the same plan. What is
 * empty in a file stays as it is; `defaults` fill what a new agent needs and the file does not say. Nothing is
 * taken away by a file, and no tier goes below its floor.
 */
export function planImport(
  rows: readonly ImportRow[],
  defaults: Readonly<Partial<Record<AgentImportField, string>>>,
  facts: ImportFacts,
): PlannedRow[] {
  const lineOf = new Map<string, number>();
  return rows.map((row) => {
    const id = row.fields.id ?? '';
    const before = lineOf.get(id);
    if (id !== '' && before === undefined) lineOf.set(id, row.line);
    if (before !== undefined)
      return refused(row, [{ field: 'id', message: `stands in line ${before} already` }]);
    return planRow(row, defaults, facts);
  });
}

const refused = (
  row: ImportRow,
  problems: PlannedRow['problems'],
  revision: number | null = null,
): PlannedRow => ({
  line: row.line,
  id: row.fields.id ?? '',
  verdict: 'refused',
  revision,
  fields: [],
  problems,
});

function planRow(
  row: ImportRow,
  defaults: Readonly<Partial<Record<AgentImportField, string>>>,
  facts: ImportFacts,
): PlannedRow {
  if (row.problem !== undefined) return refused(row, [{ field: null, message: row.problem }]);
  const id = row.fields.id ?? '';
  const target = facts.agents.get(id);
  const said = target === undefined ? { ...defaults, ...row.fields } : row.fields;
  const problems = AGENT_IMPORT_FIELDS.flatMap((field) => {
    const value = said[field];
    const isMissing =
      value === undefined && (field === 'id' || (target === undefined && NEEDED.includes(field)));
    const message = isMissing ? 'is missing' : value === undefined ? null : fieldProblem(field, value, facts);
    return message === null ? [] : [{ field, message }];
  });
  const owner = said.owner ?? target?.fields.owner;
  const backup = said.backupOwner ?? target?.fields.backupOwner;
  if (said.backupOwner !== undefined && backup === owner) {
    problems.push({ field: 'backupOwner', message: 'must be somebody else than the owner' });
  }
  if (target?.isRetired === true) problems.push({ field: 'id', message: 'is retired, for ever' });
  const tier = RISK_TIERS.find((one) => one === said.riskTier);
  if (target !== undefined && tier !== undefined && tier !== target.fields.riskTier) {
    if (higherTier(tier, target.floor) !== tier) {
      problems.push({
        field: 'riskTier',
        message: `cannot be below ${target.floor}: its entitlements reach that far`,
      });
    }
  }
  if (problems.length > 0) return refused(row, problems, target?.revision ?? null);

  const fields = AGENT_IMPORT_FIELDS.flatMap((field) => {
    const to = said[field];
    const from = target?.fields[field] ?? null;
    return to === undefined || to === from || (field === 'id' && target !== undefined)
      ? []
      : [{ field, from, to }];
  });
  const verdict = target === undefined ? 'create' : fields.length === 0 ? 'same' : 'change';
  return { line: row.line, id, verdict, revision: target?.revision ?? null, fields, problems: [] };
}

function fieldProblem(field: AgentImportField, value: string, { people }: ImportFacts): string | null {
  if (value.includes('\u0000') || !value.isWellFormed()) return 'has characters that cannot be stored';
  if (field === 'id') {
    if (RESERVED_AGENT_IDS.includes(value)) return 'is a word of this API';
    return SLUG_PATTERN.test(value)
      ? null
      : 'must be lower case letters, digits, dots, dashes or underscores';
  }
  if (field === 'riskTier' || field === 'autonomy' || field === 'environment') {
    const list: readonly string[] = LISTS[field];
    return list.includes(value) ? null : `must be ${list.join(', ')}`;
  }
  if (value.length > LONGEST[field]) return `is longer than ${LONGEST[field]} characters`;
  if (field === 'owner' || field === 'backupOwner') {
    const person = people.get(value);
    if (person === undefined) return `nobody here has the address \`${value}\``;
    if (!person.isEnabled) return `\`${value}\` is disabled`;
  }
  return null;
}

/** How many rows have each verdict. */
export function countVerdicts(rows: readonly PlannedRow[]): Record<ImportVerdict, number> {
  const counts: Record<ImportVerdict, number> = { create: 0, change: 0, same: 0, refused: 0 };
  for (const { verdict } of rows) counts[verdict] += 1;
  return counts;
}
