import type { ChoiceSource } from '@/components/ui/search-select';
import { findUsers } from '@/lib/query/user';

/** People, by address: that is how the API names an owner. */
export const userSource: ChoiceSource = {
  noun: 'user',
  find: async (text, signal) =>
    (await findUsers(text, signal)).map(({ email, name }) => ({ id: email, label: name, detail: email })),
};
