import { openApiDocument } from '@/lib/contract/openapi';
import { operations } from '@/lib/contract/operations';

export const dynamic = 'force-dynamic';

/** What the API offers, for everybody: it tells nothing about this installation. */
export function GET(): Response {
  return Response.json(openApiDocument(operations), {
    headers: { 'cache-control': 'public, max-age=60' },
  });
}
