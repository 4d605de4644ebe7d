'use client';

import { createContext, type ReactNode, useContext } from 'react';
import type { Role } from '@/lib/domain/role';

/** The person who is signed in, as far as screens need to know. */
export type Viewer = { id: string; name: string; email: string; roles: readonly Role[] };

const ViewerContext = createContext<Viewer | null>(null);

export function ViewerProvider({ viewer, children }: { viewer: Viewer; children: ReactNode }) {
  return <ViewerContext value={viewer}>{children}</ViewerContext>;
}

export function useViewer(): Viewer {
  const viewer = useContext(ViewerContext);
  if (viewer === null) throw new Error('useViewer needs the console shell above it');
  return viewer;
}
