import { checkpointOperations } from '@/lib/contract/ledger';
import { serveFile } from '@/lib/http/download';
import { exportLedger } from '@/lib/services/checkpoint/export';

export const dynamic = 'force-dynamic';

export const GET = serveFile(checkpointOperations.export, exportLedger);
