import { Link } from '@/components/ui/link';
import { paths } from '@/lib/paths';

/** A post and the rope around it. */
export function BrandMark({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 20 20" aria-hidden="true" className={className}>
      <rect x="1" y="1" width="18" height="18" rx="5" className="fill-ink" />
      <path
        d="M13.6 6.6A5 5 0 1 0 13.6 13.4"
        fill="none"
        strokeWidth="2.2"
        strokeLinecap="round"
        className="stroke-canvas"
      />
      <circle cx="14.3" cy="10" r="1.6" className="fill-canvas" />
    </svg>
  );
}

export function Brand() {
  return (
    <Link href={paths.overview()} className="flex items-center gap-2 rounded-md font-semibold text-lg">
      <BrandMark className="size-5" />
      Cordon
    </Link>
  );
}
