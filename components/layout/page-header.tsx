import { ChevronLeft } from 'lucide-react';
import type { ReactNode } from 'react';
import { Link } from '@/components/ui/link';

type Props = {
  title: ReactNode;
  /** Beside the title: chips. */
  mark?: ReactNode;
  /** Under the title: one sentence. */
  description?: ReactNode;
  /** The list this page belongs to. */
  back?: { label: string; href: string };
  actions?: ReactNode;
};

export function PageHeader({ title, mark, description, back, actions }: Props) {
  return (
    <header className="mb-4 flex flex-wrap items-start gap-x-4 gap-y-2">
      <div className="min-w-0 grow">
        {back !== undefined && (
          <Link
            href={back.href}
            className="-ml-1 mb-1 inline-flex h-6 items-center gap-0.5 rounded-sm pr-1 text-muted text-sm hover:text-ink pointer-coarse:h-11"
          >
            <ChevronLeft aria-hidden="true" className="size-4" />
            {back.label}
          </Link>
        )}
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <h1 className="min-w-0 font-semibold text-xl [overflow-wrap:anywhere]">{title}</h1>
          {mark}
        </div>
        {description !== undefined && <p className="mt-0.5 text-muted">{description}</p>}
      </div>
      {actions !== undefined && (
        <div className="flex flex-wrap items-center gap-2 print:hidden">{actions}</div>
      )}
    </header>
  );
}
