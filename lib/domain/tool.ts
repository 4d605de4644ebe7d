import { type Moves, moveRefusal, type Refusal } from './refusal';

export const TOOL_STATES = ['unreviewed', 'reviewed', 'blocked'] as const;
export type ToolState = (typeof TOOL_STATES)[number];

export const TOOL_MOVES = {
  review: { from: ['unreviewed', 'blocked', 'reviewed'], to: 'reviewed' },
  block: { from: ['unreviewed', 'reviewed'], to: 'blocked' },
} as const satisfies Moves<ToolState>;
export type ToolMove = keyof typeof TOOL_MOVES;

export function toolMoveRefusal(move: ToolMove, tool: { id: string; state: ToolState }): Refusal | null {
  return moveRefusal(TOOL_MOVES, move, tool.state, `tool ${tool.id}`);
}

/** Splits `system/name`. A tool's name may hold slashes, a system's slug none. */
export function splitToolId(id: string): { system: string; name: string } | null {
  const slash = id.indexOf('/');
  if (slash <= 0 || slash === id.length - 1) return null;
  return { system: id.slice(0, slash), name: id.slice(slash + 1) };
}
