/** The trigger of prisma/migrations/0002: the task ended while this grant was being made. */
export function isTaskEnded(error: unknown): boolean {
  const seen = new Set<unknown>();
  const tells = (value: unknown): boolean => {
    if (typeof value === 'string') return value.includes('CD001');
    if (typeof value !== 'object' || value === null || seen.has(value)) return false;
    seen.add(value);
    return Reflect.ownKeys(value).some((key) => tells(Reflect.get(value, key)));
  };
  return tells(error);
}
