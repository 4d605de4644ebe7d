import type { SelectOption } from '@/components/ui/select';
import { ACTION_CLASSES, type ActionClass } from '@/lib/domain/action-class';
import { SENSITIVITIES, type Sensitivity } from '@/lib/domain/sensitivity';

/** How the words of a tool's classification are told to people. */
const CLASS_WORDS: Record<ActionClass, string> = {
  read: 'Read',
  write: 'Write: changes what is there',
  delete: 'Delete',
  execute: 'Execute: runs something',
  send: 'Send: reaches somebody outside',
  admin: 'Admin: changes who may do what',
};
const capital = (word: string): string => `${word[0]?.toUpperCase()}${word.slice(1)}`;

export const CLASS_OPTIONS: readonly SelectOption[] = ACTION_CLASSES.map((value) => ({
  value,
  label: CLASS_WORDS[value],
}));
export const SENSITIVITY_OPTIONS: readonly SelectOption[] = SENSITIVITIES.map((value: Sensitivity) => ({
  value,
  label: capital(value),
}));
export const OUTPUT_OPTIONS: readonly SelectOption[] = [
  { value: 'untrusted', label: 'Untrusted: others may have written it' },
  { value: 'trusted', label: 'Trusted' },
];
export const UNDO_OPTIONS: readonly SelectOption[] = [
  { value: 'no', label: 'No' },
  { value: 'yes', label: 'Yes' },
];
