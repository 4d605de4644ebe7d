import { parseArgs } from 'node:util';
import { apiWith } from '@/e2e/api';
import { type ReplayView, replayOperations } from '@/lib/contract/replay';
import { serve } from './served';
import { markdown } from './table';

const USAGE = `npm run measure:replay -- [options]
  --guardrail NAME  whose enforced text is put before the recorded decisions once more (class_shift)
  --days N          of the last days (90)
  --within N        seconds that it may take (60)
Replays recorded decisions on CORDON_DATA_DIR or DATABASE_URL. Ends with 1 where it took longer.`;

const LOOK_EACH_MS = 500;

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      guardrail: { type: 'string', default: 'class_shift' },
      days: { type: 'string', default: '90' },
      within: { type: 'string', default: '60' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  const served = await serve();
  try {
    const api = apiWith(served.url, served.key);
    const begun = performance.now();
    let replay: ReplayView = await api.post(
      `/api/v1/guardrails/${values.guardrail}/replay`,
      replayOperations.start.output,
      { days: Number(values.days) },
    );
    while (replay.state === 'queued' || replay.state === 'running') {
      await new Promise((done) => setTimeout(done, LOOK_EACH_MS));
      replay = await api.get(`/api/v1/replays/${replay.id}`, replayOperations.read.output);
    }
    const seconds = (performance.now() - begun) / 1000;
    console.log(
      markdown(
        ['A replay', 'measured', 'goal'],
        [
          ['state', replay.state, 'done'],
          ['decisions looked at', String(replay.looked), ''],
          ['judged again', String(replay.result?.judged ?? 0), ''],
          ['seconds from asking to the result', seconds.toFixed(1), values.within],
          ['decisions a second', (replay.looked / seconds).toFixed(0), ''],
        ],
      ),
    );
    return replay.state === 'done' && seconds <= Number(values.within) ? 0 : 1;
  } finally {
    await served.stop();
  }
}

process.exitCode = await main();
