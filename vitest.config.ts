import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const alias = { '@': fileURLToPath(new URL('.', import.meta.url)).replace(/\/$/, '') };
const node = { environment: 'node', pool: 'forks' } as const;
const cluster = ['tests/setup/cluster.ts'];
/** Real processes on a busy machine are allowed a second try in CI, and scripts/test.mjs tells each one that needed it. */
const retry = process.env.CI === undefined ? 0 : 1;

// Limits of time are for what hangs, never for what is slow: machines differ, and disks by a factor of a hundred.
export default defineConfig({
  resolve: { alias },
  test: {
    // A fault is told whole: it may not come twice.
    chaiConfig: { truncateThreshold: 4000 },
    projects: [
      {
        extends: true,
        test: {
          ...node,
          name: 'unit',
          testTimeout: 60_000,
          include: ['{lib,components,tests}/**/*.test.{ts,tsx}'],
          exclude: ['**/*.service.test.ts', 'tests/http/**', 'tests/proof/**', '**/node_modules/**'],
        },
      },
      {
        extends: true,
        test: {
          ...node,
          name: 'service',
          retry,
          include: ['{lib,cli,tests}/**/*.service.test.ts'],
          exclude: ['tests/http/**'],
          globalSetup: cluster,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        extends: true,
        test: {
          ...node,
          name: 'http',
          retry,
          include: ['tests/http/**/*.test.ts'],
          globalSetup: cluster,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        extends: true,
        test: {
          ...node,
          name: 'proof',
          retry,
          include: ['tests/proof/**/*.test.ts'],
          globalSetup: cluster,
          testTimeout: 300_000,
          hookTimeout: 120_000,
          // One after the other, and after the others: they measure, kill and fill.
          maxWorkers: 1,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
