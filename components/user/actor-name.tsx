'use client';

import { useQuery } from '@tanstack/react-query';
import { userOne } from '@/lib/query/user';

/** Who did something, by name where it was a person, else by id: a key, or Cordon itself. */
export function ActorName({ id }: { id: string }) {
  const isPerson = id.startsWith('usr_');
  const { data } = useQuery({ ...userOne(id), enabled: isPerson });
  if (data !== undefined) return <span title={data.email}>{data.name}</span>;
  return <code className="break-all font-mono text-sm">{id}</code>;
}
