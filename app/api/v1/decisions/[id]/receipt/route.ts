import { receiptOperations } from '@/lib/contract/ledger';
import { serve } from '@/lib/http/route';
import { readReceipt } from '@/lib/services/receipt/read';

export const dynamic = 'force-dynamic';

export const GET = serve(receiptOperations.read, (ctx, input) => readReceipt(ctx, input));
