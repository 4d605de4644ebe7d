export type SignInResult = 'signed-in' | 'wrong' | 'locked' | 'failed';

async function csrfToken(): Promise<string> {
  const answer = await fetch('/api/auth/csrf');
  if (!answer.ok) throw new Error('the server did not answer');
  const { csrfToken: token } = (await answer.json()) as { csrfToken: string };
  return token;
}

const post = async (path: string, fields: Record<string, string>): Promise<Response> =>
  fetch(path, {
    method: 'POST',
    body: new URLSearchParams({ ...fields, csrfToken: await csrfToken(), json: 'true' }),
  });

/** Signs in with a password. A network that fails counts as `failed`. */
export async function signIn(email: string, password: string): Promise<SignInResult> {
  try {
    const { status } = await post('/api/auth/callback/credentials', { email, password });
    if (status === 401) return 'wrong';
    if (status === 429) return 'locked';
    return status === 200 ? 'signed-in' : 'failed';
  } catch {
    return 'failed';
  }
}

/** Where the identity provider asks who one is; null when it cannot be reached. */
export async function singleSignOnUrl(callbackUrl: string): Promise<string | null> {
  try {
    const answer = await post('/api/auth/signin/oidc', { callbackUrl });
    const { url } = (await answer.json()) as { url?: unknown };
    return answer.ok && typeof url === 'string' ? url : null;
  } catch {
    return null;
  }
}
