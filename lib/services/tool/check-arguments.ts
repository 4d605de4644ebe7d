import { overlappingPath } from '@/lib/domain/argument';
import { invalidInput } from '../errors';

/**
 * Throws `invalid_input` where an argument is called both: what says where something goes is never beside the
 * point, nor is what holds it.
 */
export function checkIncidental(incidental: readonly string[], sensitive: readonly string[]): void {
  const both = overlappingPath(incidental, sensitive);
  if (both !== null)
    throw invalidInput('incidentalArguments', `\`${both}\` is, holds or lies in a sensitive argument`);
}
