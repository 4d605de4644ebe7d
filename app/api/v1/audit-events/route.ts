import { auditEventOperations } from '@/lib/contract/audit-event';
import { serve } from '@/lib/http/route';
import { listAuditEvents } from '@/lib/services/audit-event/list';

export const dynamic = 'force-dynamic';

export const GET = serve(auditEventOperations.list, listAuditEvents);
