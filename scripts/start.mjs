// `npm start`: from a fresh clone to a running Cordon, with nothing but Node and npm.
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Cordon needs Node 20.19 or later; this is ${process.versions.node}.`);
  process.exit(1);
}

const { main } = await import('./step.mjs');
const isDevelopment = process.argv.includes('--dev');

await main(async () => {
  const { setup } = await import('./setup.mjs');
  await setup({ console: !isDevelopment, forTests: isDevelopment });
  if (isDevelopment) process.env.CORDON_DEV = '1';
  // What packages will no longer do one day is for who develops, not for who starts.
  else process.noDeprecation = true;
  // In this process, so that a signal reaches the supervisor once and nothing stands between the two.
  await import('../dist/supervise.mjs');
});
