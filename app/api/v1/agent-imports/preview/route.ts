import { agentImportOperations } from '@/lib/contract/agent-import';
import { serve } from '@/lib/http/route';
import { previewImport } from '@/lib/services/agent-import/preview';

export const dynamic = 'force-dynamic';

export const POST = serve(agentImportOperations.preview, previewImport);
