/** How many contexts a task may make by its token: an agent that makes more than this shares nothing, it litters. */
export const MAX_CONTEXTS_OF_TASK = 20;

/** Whether an agent's tasks may read and write a context: an empty list is open to every agent. */
export const isOpenTo = (openTo: readonly string[], agentId: string): boolean =>
  openTo.length === 0 || openTo.includes(agentId);
