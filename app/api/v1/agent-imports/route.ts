import { agentImportOperations } from '@/lib/contract/agent-import';
import { serve } from '@/lib/http/route';
import { importAgents } from '@/lib/services/agent-import/commit';

export const dynamic = 'force-dynamic';

export const POST = serve(agentImportOperations.import, importAgents);
