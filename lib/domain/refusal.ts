/** Why something may not be done now, in a code that programs read and a sentence that people read. */
export type Refusal = { code: string; message: string };

export const refuse = (code: string, message: string): Refusal => ({ code, message });

/** A lifecycle as data: each verb with the states it leaves and the one it reaches. */
export type Moves<State extends string> = Record<string, { from: readonly State[]; to: State }>;

/**
 * Why `verb` is not possible from `state`; null when it is. Services ask it before they write (and write
 * conditionally all the same); buttons ask it to say why they are disabled.
 */
export function moveRefusal<State extends string>(
  moves: Moves<State>,
  verb: string,
  state: State,
  noun: string,
): Refusal | null {
  const move = moves[verb];
  if (move === undefined) return refuse('unknown_verb', `there is no ${verb} for ${noun}`);
  if (move.from.includes(state)) return null;
  return refuse('wrong_state', `${noun} is ${state}; ${verb} needs ${move.from.join(' or ')}`);
}
