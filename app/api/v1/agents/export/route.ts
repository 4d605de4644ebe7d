import { agentOperations } from '@/lib/contract/agent';
import { serveFile } from '@/lib/http/download';
import { exportAgents } from '@/lib/services/agent/export';

export const dynamic = 'force-dynamic';

export const GET = serveFile(agentOperations.export, exportAgents);
