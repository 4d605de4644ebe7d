export const dynamic = 'force-dynamic';

/** Whether the process lives. It asks nothing of the database: a restart would not bring that back. */
export function GET(): Response {
  return Response.json({ status: 'ok' });
}
