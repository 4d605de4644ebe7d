import { pepFile } from '@/lib/http/pep-file';

export const dynamic = 'force-dynamic';

/** The files of `/pep/…`: `next.config.ts` sends what is asked there here, so that they name this installation. */
export async function GET(_: Request, { params }: { params: Promise<{ file: string }> }): Promise<Response> {
  const file = await pepFile((await params).file);
  if (file === null) return new Response('There is no such file.\n', { status: 404 });
  return new Response(file.text, {
    headers: { 'content-type': `${file.type}; charset=utf-8`, 'cache-control': 'no-cache' },
  });
}
