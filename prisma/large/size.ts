/** How much is made. */
export type Size = {
  people: number;
  systems: number;
  tools: number;
  agents: number;
  entitlements: number;
  contexts: number;
  decisions: number;
};

const WHOLE: Size = {
  people: 250,
  systems: 200,
  tools: 5_000,
  agents: 10_000,
  entitlements: 100_000,
  contexts: 400,
  decisions: 1_000_000,
};
/** Below these the story does not hold together: owners of owners, systems with tools, several months. */
const LEAST: Size = {
  people: 12,
  systems: 4,
  tools: 60,
  agents: 20,
  entitlements: 100,
  contexts: 4,
  decisions: 500,
};

/** The size at a scale; 1 is what the measures ask for. */
export function sizeAt(scale: number): Size {
  const of = (key: keyof Size): number => Math.max(LEAST[key], Math.round(WHOLE[key] * scale));
  return {
    people: of('people'),
    systems: of('systems'),
    tools: of('tools'),
    agents: of('agents'),
    entitlements: of('entitlements'),
    contexts: of('contexts'),
    decisions: of('decisions'),
  };
}
