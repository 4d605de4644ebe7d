import { cookies, headers } from 'next/headers';
import { redirect } from 'next/navigation';
import { cache } from 'react';
import { database } from '@/lib/db/runtime';
import { paths } from '@/lib/paths';
import { openCookie, sessionCookieName } from './cookie';
import { PATH_HEADER } from './path-header';
import { publicUrl } from './public-url';
import { authSecret } from './secret';
import { findSession, type Session } from './session';

/** The person who looks at a page. */
export type Viewer = Session['user'];

/** Who is signed in, as of this request; null when nobody is. For server components. */
export const findViewer = cache(async (): Promise<Viewer | null> => {
  const cookie = (await cookies()).get(sessionCookieName(publicUrl()))?.value;
  if (cookie === undefined) return null;
  const secret = await openCookie(cookie, authSecret());
  if (secret === null) return null;
  const session = await findSession((await database()).prisma, secret);
  return session?.user ?? null;
});

/** Who is signed in. Sends everybody else to the sign-in page, and back here afterwards. */
export async function requireViewer(): Promise<Viewer> {
  const viewer = await findViewer();
  if (viewer !== null) return viewer;
  const path = (await headers()).get(PATH_HEADER) ?? '/';
  redirect(paths.signIn(path === '/' ? undefined : path));
}
