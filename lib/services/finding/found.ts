import type { ListFindingsInput } from '@/lib/contract/finding';
import type { FindingKind, FindingSubject } from '@/lib/domain/finding';

/** What was found, with the person whom it concerns. */
export type FindingRow = {
  kind: FindingKind;
  subjectKind: FindingSubject;
  subjectId: string;
  name: string;
  agent: string | null;
  since: Date;
  detail: string[];
  personId: string | null;
  personName: string | null;
  personEmail: string | null;
  personIsDisabled: boolean | null;
};

export type FindingFilter = Pick<ListFindingsInput, 'agent' | 'owner'>;
