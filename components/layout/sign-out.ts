import { paths } from '@/lib/paths';

/** Ends this session on the server, then shows the sign-in page. Rejects when the server did not do it. */
export async function signOut(): Promise<void> {
  const answer = await fetch('/api/auth/csrf');
  if (!answer.ok) throw new Error('the server did not answer; you are still signed in');
  const { csrfToken } = (await answer.json()) as { csrfToken: string };
  const ended = await fetch('/api/auth/signout', {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ csrfToken, json: 'true', callbackUrl: paths.signIn() }),
  });
  if (!ended.ok) throw new Error('the server did not end the session; you are still signed in');
  // A full load, so that nothing of this person stays in memory.
  window.location.assign(paths.signIn());
}
