import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { oidcProvider } from '@/lib/auth/oidc';
import { returnPath } from '@/lib/auth/return-path';
import { findViewer } from '@/lib/auth/viewer';
import { Notice } from '../notice';
import { SignInForm } from './sign-in-form';
import { SingleSignOn } from './single-sign-on';

export const metadata: Metadata = { title: 'Sign in' };
export const dynamic = 'force-dynamic';

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function SignInPage({ searchParams }: Props) {
  const { from, callbackUrl, note, error } = await searchParams;
  const goTo = returnPath(from ?? pathOf(callbackUrl));
  if ((await findViewer()) !== null) redirect(goTo);
  const provider = oidcProvider();

  return (
    <>
      <h1 className="font-semibold text-2xl">Sign in</h1>
      {note === 'password-set' && <Notice tone="done">Your password is set. Sign in with it.</Notice>}
      {typeof error === 'string' && <Notice tone="failed">{told(error)}</Notice>}
      <SignInForm goTo={goTo} />
      {provider !== null && <SingleSignOn name={provider.name} goTo={goTo} />}
    </>
  );
}

/** next-auth hands over whole addresses; only their path is looked at, and `returnPath` judges that. */
function pathOf(callbackUrl: unknown): string | null {
  if (typeof callbackUrl !== 'string' || !URL.canParse(callbackUrl)) return null;
  const { pathname, search } = new URL(callbackUrl);
  return `${pathname}${search}`;
}

function told(error: string): string {
  if (error === 'AccessDenied') return 'Nobody here is known by that identity. An admin can add you.';
  if (error === 'CredentialsSignin') return 'The address or the password is not right.';
  return 'Signing in did not work. Try again.';
}
