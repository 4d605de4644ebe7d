/** How much harm the data can do in the wrong hands, least first. */
export const SENSITIVITIES = ['public', 'internal', 'confidential', 'restricted'] as const;
export type Sensitivity = (typeof SENSITIVITIES)[number];

const RANK: Record<Sensitivity, number> = { public: 0, internal: 1, confidential: 2, restricted: 3 };

export const isMoreSensitive = (a: Sensitivity, b: Sensitivity): boolean => RANK[a] > RANK[b];
export const moreSensitive = (a: Sensitivity, b: Sensitivity): Sensitivity => (RANK[a] > RANK[b] ? a : b);
export const lessSensitive = (a: Sensitivity, b: Sensitivity): Sensitivity => (RANK[a] < RANK[b] ? a : b);
