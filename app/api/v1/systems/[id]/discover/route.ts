import { discoveryOperations } from '@/lib/contract/discovery';
import { serve } from '@/lib/http/route';
import { discoverTools } from '@/lib/mcp/discover';

export const dynamic = 'force-dynamic';

export const POST = serve(discoveryOperations.discover, discoverTools);
