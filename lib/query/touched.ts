import { useQueryClient } from '@tanstack/react-query';

/**
 * What a mutation does when it is settled: everything about these nouns is read anew. On refusal too: a
 * refusal usually means that what is on the screen is out of date.
 */
export function useTouched(nouns: readonly string[]): () => Promise<unknown> {
  const queryClient = useQueryClient();
  return () => Promise.all(nouns.map((noun) => queryClient.invalidateQueries({ queryKey: [noun] })));
}
