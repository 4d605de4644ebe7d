import { UserX } from 'lucide-react';
import type { PersonRef } from '@/lib/contract/common';

/** A person's name; somebody who has left is marked. */
export function PersonText({ person }: { person: PersonRef }) {
  return (
    <span title={person.email} className={person.disabled ? 'text-muted' : undefined}>
      {person.disabled && (
        <UserX aria-hidden="true" className="-mt-0.5 mr-1 inline size-3.5 text-deny-text" />
      )}
      <span className={person.disabled ? 'line-through' : undefined}>{person.name}</span>
      {person.disabled && <span className="text-sm"> (has left)</span>}
    </span>
  );
}
