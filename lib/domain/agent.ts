import { type Moves, moveRefusal, type Refusal, refuse } from './refusal';

export const AGENT_STATES = ['draft', 'active', 'quarantined', 'retired'] as const;
export type AgentState = (typeof AGENT_STATES)[number];

/** Words that stand in the place of an agent's id in addresses of the console and its API. */
export const RESERVED_AGENT_IDS: readonly string[] = ['bulk', 'export', 'import'];

export const AUTONOMIES = ['assisted', 'supervised', 'autonomous'] as const;
export type Autonomy = (typeof AUTONOMIES)[number];

/** The whole lifecycle. `retired` appears in no `from`: it is final. */
export const AGENT_MOVES = {
  activate: { from: ['draft'], to: 'active' },
  quarantine: { from: ['draft', 'active'], to: 'quarantined' },
  release: { from: ['quarantined'], to: 'active' },
  retire: { from: ['draft', 'active', 'quarantined'], to: 'retired' },
} as const satisfies Moves<AgentState>;
export type AgentMove = keyof typeof AGENT_MOVES;

/** Why an agent may not make a move now; null when it may. */
export function agentMoveRefusal(
  move: AgentMove,
  agent: { id: string; state: AgentState; ownerIsEnabled: boolean },
): Refusal | null {
  const refusal = moveRefusal(AGENT_MOVES, move, agent.state, `agent ${agent.id}`);
  if (refusal !== null) return refusal;
  if ((move === 'activate' || move === 'release') && !agent.ownerIsEnabled) {
    return refuse('agent_unowned', `agent ${agent.id} has no enabled owner`);
  }
  return null;
}
