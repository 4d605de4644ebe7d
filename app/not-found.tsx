import { LinkButton } from '@/components/ui/link-button';
import { paths } from '@/lib/paths';

export const metadata = { title: 'Not found' };

export default function NotFound() {
  return (
    <main className="mx-auto flex min-h-[70dvh] max-w-120 flex-col items-center justify-center gap-3 px-4 text-center">
      <p className="font-mono text-muted">404</p>
      <h1 className="font-semibold text-xl">There is nothing here for you</h1>
      <p className="text-muted">It does not exist, or your roles do not let you see it.</p>
      <LinkButton href={paths.overview()}>Go to the overview</LinkButton>
    </main>
  );
}
