import { auditEventOperations } from '@/lib/contract/audit-event';
import { serve } from '@/lib/http/route';
import { readAuditEvent } from '@/lib/services/audit-event/read';

export const dynamic = 'force-dynamic';

export const GET = serve(auditEventOperations.read, readAuditEvent);
