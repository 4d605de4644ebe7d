import type { ChoiceSource } from '@/components/ui/search-select';
import { findSystems } from '@/lib/query/system';

/** Systems, to choose one from. */
export const systemSource: ChoiceSource = {
  noun: 'system',
  find: async (text, signal) =>
    (await findSystems(text, signal)).map(({ id, name }) => ({ id, label: name, detail: id })),
};
