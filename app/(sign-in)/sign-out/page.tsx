import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { findViewer } from '@/lib/auth/viewer';
import { paths } from '@/lib/paths';
import { SignOutForm } from './sign-out-form';

export const metadata: Metadata = { title: 'Sign out' };
export const dynamic = 'force-dynamic';

export default async function SignOutPage() {
  const viewer = await findViewer();
  if (viewer === null) redirect(paths.signIn());
  return (
    <>
      <div>
        <h1 className="font-semibold text-2xl">Sign out</h1>
        <p className="break-words text-muted">You are signed in as {viewer.email}.</p>
      </div>
      <SignOutForm />
    </>
  );
}
