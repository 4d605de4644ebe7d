import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const alias = { '@': fileURLToPath(new URL('.', import.meta.url)).replace(/\/$/, '') };
const node = { environment: 'node', pool: 'forks' } as const;
const cluster = ['tests/setup/cluster.ts'];

// Limits of time are for what hangs, never for what is slow: machines differ, and disks by a factor of a hundred.
export default defineConfig({
  resolve: { alias },
  test: {
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
