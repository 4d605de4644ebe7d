import type { Metadata } from 'next';
import { LinkButton } from '@/components/ui/link-button';
import { findLinkPerson } from '@/lib/auth/password-link';
import { paths } from '@/lib/paths';
import { SetPasswordForm } from './set-password-form';

export const metadata: Metadata = { title: 'Set your password' };
export const dynamic = 'force-dynamic';

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function SetPasswordPage({ searchParams }: Props) {
  const { token } = await searchParams;
  const person = await findLinkPerson(token);

  if (person === null || typeof token !== 'string') {
    return (
      <>
        <h1 className="font-semibold text-2xl">This link does not work any more</h1>
        <p className="text-muted">
          It was used, it has ended, or a newer one has replaced it. An admin can make you a new one; before
          there is an admin, starting Cordon again prints one.
        </p>
        <LinkButton href={paths.signIn()}>Go to sign in</LinkButton>
      </>
    );
  }
  return (
    <>
      <div>
        <h1 className="font-semibold text-2xl">Set your password</h1>
        <p className="text-muted">Hello {person.name}. This link works once.</p>
      </div>
      <SetPasswordForm token={token} email={person.email} />
    </>
  );
}
