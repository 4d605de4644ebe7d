// `npm run -s cordon -- <command>`: the operator's command line. Standard output carries the result alone.
import { main } from './step.mjs';

await main(async () => {
  const { setup } = await import('./setup.mjs');
  await setup({ console: false });
  await import('../dist/cordon.mjs');
});
