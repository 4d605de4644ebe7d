/** The lists that can be saved views of. */
export const VIEWED_LISTS = ['agents'] as const;
export type ViewedList = (typeof VIEWED_LISTS)[number];

/** How many views one person may keep of one list: what is more is not found again. */
export const MAX_SAVED_VIEWS = 50;
