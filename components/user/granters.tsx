'use client';

import { useQuery } from '@tanstack/react-query';
import { adminNames } from '@/lib/query/user';
import { grantersText } from './permission';

/** Who can give a role: admins, by name. */
export function Granters() {
  const { data } = useQuery(adminNames());
  const text = grantersText(data ?? []);
  return <>{text[0]?.toUpperCase() + text.slice(1)} can give you a role.</>;
}
