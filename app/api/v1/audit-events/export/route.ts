import { auditEventOperations } from '@/lib/contract/audit-event';
import { serveStream } from '@/lib/http/download';
import { exportAuditEvents } from '@/lib/services/audit-event/export';

export const dynamic = 'force-dynamic';

export const GET = serveStream(auditEventOperations.export, exportAuditEvents);
