import { z } from 'zod';
import { ID_PATTERN, SLUG_PATTERN } from '@/lib/domain/id';

/** Shapes that several nouns share. Text is bounded and free of NUL, which PostgreSQL cannot keep. */
const clean = (text: string): boolean => !text.includes('\u0000') && text.isWellFormed();

export const Text = (max: number) =>
  z.string().trim().min(1).max(max).refine(clean, 'has characters that cannot be stored');
export const Slug = z
  .string()
  .regex(SLUG_PATTERN, 'must be lower case letters, digits, dots, dashes or underscores');
export const Id = z.string().regex(ID_PATTERN, 'is not an id');
export const ToolId = z
  .string()
  .max(300)
  .regex(/^[a-z0-9][a-z0-9._-]{0,79}\/.+$/, 'must be `system/name`')
  .refine(clean, 'has characters that cannot be stored');
export const Email = z
  .email()
  .max(254)
  .transform((email) => email.toLowerCase());
export const Reason = Text(1000);
export const Instant = z.coerce.date().meta({ type: 'string', format: 'date-time' });
export const Seconds = z
  .int()
  .min(1)
  .max(366 * 24 * 3600);

/** What a list takes: a page, and nothing else that a noun does not add. */
export const PageQuery = z.object({
  cursor: z.string().max(500).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  count: z.enum(['true', 'false']).optional(),
});
export type PageQuery = z.output<typeof PageQuery>;

/** A page of a list. `total` only when `?count=true` asked for it. */
export const Page = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable(), total: z.int().optional() });

/** A list that a query string carries: repeated, or parted by commas. */
export const ListOf = <T extends z.ZodType>(item: T) =>
  z.preprocess(
    (value) => (typeof value === 'string' ? value.split(',').filter(Boolean) : value),
    z.array(item).max(50),
  );

export const PersonRef = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string(),
  disabled: z.boolean(),
});
export type PersonRef = z.output<typeof PersonRef>;

/** problem+json, RFC 9457. */
export const Problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.string(),
  reason: z.string().optional(),
  detail: z.string().optional(),
  instance: z.string().optional(),
  requestId: z.string().optional(),
  errors: z.array(z.object({ field: z.string(), message: z.string() })).optional(),
});
export type Problem = z.output<typeof Problem>;
