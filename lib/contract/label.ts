import { z } from 'zod';
import { Slug } from './common';
import { SensitivityName } from './scope';

/** What a task or a context has come into touch with. */
export const LabelsView = z.object({
  sensitivity: SensitivityName.describe('the highest that was touched'),
  untrusted: z.boolean().describe('whether content was taken in that people outside may have written'),
  systems: z.array(z.string()),
  agents: z.array(z.string()),
});
export type LabelsView = z.output<typeof LabelsView>;

/** Labels as a person sets them: what is not named stays as it is. */
export const NewLabels = z.object({
  sensitivity: SensitivityName.optional(),
  untrusted: z.boolean().optional(),
  systems: z.array(Slug).max(500).optional(),
  agents: z.array(Slug).max(500).optional(),
});
export type NewLabels = z.output<typeof NewLabels>;
