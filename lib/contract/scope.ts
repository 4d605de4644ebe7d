import { z } from 'zod';
import { ACTION_CLASSES } from '@/lib/domain/action-class';
import { ARGUMENT_VIOLATIONS } from '@/lib/domain/scope';
import { SENSITIVITIES } from '@/lib/domain/sensitivity';
import { Slug, Text } from './common';

export const ActionClassName = z.enum(ACTION_CLASSES);
export const SensitivityName = z.enum(SENSITIVITIES);

const ArgumentRuleShape = z.strictObject({
  required: z.boolean().optional(),
  in: z
    .array(z.union([z.string().max(1000), z.number(), z.boolean()]))
    .max(200)
    .optional(),
  pattern: z.string().max(500).optional(),
  min: z.number().optional(),
  max: z.number().optional(),
  maxLength: z.int().min(0).optional(),
  otherwise: z.enum(ARGUMENT_VIOLATIONS).default('deny'),
});

const ArgumentPath = z.string().regex(/^[^.\s][^\s]{0,199}$/, 'must be a dotted path of argument names');
const UNSAFE_NAMES = ['__proto__', 'constructor', 'prototype'];

/** Rules for arguments, by dotted path. */
export const ArgumentRules = z
  .record(
    ArgumentPath.refine(
      (path) => !path.split('.').some((name) => UNSAFE_NAMES.includes(name)),
      'is not allowed',
    ),
    ArgumentRuleShape,
  )
  .refine((rules) => Object.keys(rules).length <= 50, 'has more than 50 rules');

/** Patterns match whole segments: `orders/4` never covers `orders/42`. A lone `*` covers everything. */
const Pattern = Text(500);

/** A whole scope, as an entitlement or a grant has it. */
export const ScopeShape = z.strictObject({
  system: Slug,
  tools: z.array(Pattern).min(1).max(200),
  actionClasses: z.array(ActionClassName).min(1).max(6),
  resources: z.array(Pattern).max(200).default([]),
  maxSensitivity: SensitivityName,
  arguments: ArgumentRules.default({}),
});
export type ScopeShape = z.output<typeof ScopeShape>;

/** A scope as it is asked for: what is left out is not narrowed, and the ceiling cuts it anyway. */
export const ScopeRequest = z.strictObject({
  system: Slug,
  tools: z.array(Pattern).min(1).max(200).default(['*']),
  actionClasses: z.array(ActionClassName).min(1).max(6).optional(),
  resources: z.array(Pattern).max(200).default([]),
  maxSensitivity: SensitivityName.default('restricted'),
  arguments: ArgumentRules.default({}),
});
export type ScopeRequest = z.output<typeof ScopeRequest>;
