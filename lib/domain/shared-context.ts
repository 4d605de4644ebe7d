/** Whether an agent's tasks may read and write a context: an empty list is open to every agent. */
export const isOpenTo = (openTo: readonly string[], agentId: string): boolean =>
  openTo.length === 0 || openTo.includes(agentId);
