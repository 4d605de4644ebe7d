/** What kind of deed a tool does. */
export const ACTION_CLASSES = ['read', 'write', 'delete', 'execute', 'send', 'admin'] as const;
export type ActionClass = (typeof ACTION_CLASSES)[number];
