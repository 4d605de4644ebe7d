import { openDatabase } from '@/lib/db/client';
import { runReplay } from '@/lib/services/replay/run';
import { scheduleContext } from './jobs';

// One replay, in a process of its own: `node replay.mjs rpl_…`. See replayer.ts.

const [id = ''] = process.argv.slice(2);
const database = await openDatabase(process.env.DATABASE_URL ?? '', { max: 3 });
try {
  const context = scheduleContext({ database, publicUrl: process.env.CORDON_URL ?? '' });
  await runReplay(context(id), database, id);
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
} finally {
  await database.close();
}
