import { redirect } from 'next/navigation';
import { requireViewer } from '@/lib/auth/viewer';
import { paths } from '@/lib/paths';

/** Settings begin with the people. */
export default async function Page() {
  await requireViewer();
  redirect(paths.settings());
}
