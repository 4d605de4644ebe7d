import { openDatabase } from '@/lib/db/client';
import { scheduleContext } from '@/lib/scheduler/jobs';
import { startTeller } from '@/lib/scheduler/teller';

/** What tells people, as a process of its own: it says when it has begun, and ends with its parent. */
const database = await openDatabase(process.env.DATABASE_URL ?? '', { max: 4 });
const contextOf = scheduleContext({ database, publicUrl: 'http://127.0.0.1' });
startTeller(contextOf);
process.send?.('telling');
process.on('disconnect', () => process.exit(0));
