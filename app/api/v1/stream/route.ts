import { decisionOperations } from '@/lib/contract/decision';
import { serveEvents } from '@/lib/http/event-stream';
import { followDecisions } from '@/lib/services/decision/follow';

export const dynamic = 'force-dynamic';

export const GET = serveEvents(decisionOperations.stream, (ctx, input, send) =>
  followDecisions(ctx, input, (event) =>
    // Never a refusal or a waiting call: only what was plainly allowed may be skipped.
    send({ ...event, canSkip: event.event === 'decision' && event.data.outcome === 'allow' }),
  ),
);
