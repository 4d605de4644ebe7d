import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const alias = { '@': fileURLToPath(new URL('.', import.meta.url)).replace(/\/$/, '') };
const node = { environment: 'node', pool: 'forks' } as const;
const cluster = ['tests/setup/cluster.ts'];

export default defineConfig({
  resolve: { alias },
  test: {
    projects: [
      {
        extends: true,
        test: {
          ...node,
          name: 'unit',
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
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          ...node,
          name: 'http',
          include: ['tests/http/**/*.test.ts'],
          globalSetup: cluster,
          testTimeout: 30_000,
          hookTimeout: 120_000,
        },
      },
      {
        extends: true,
        test: {
          ...node,
          name: 'proof',
          include: ['tests/proof/**/*.test.ts'],
          // Hunts for planted bugs meet them by chance: `CORDON_MUTANTS=1 npm run test:proof`, not the gate.
          exclude: process.env.CORDON_MUTANTS === '1' ? [] : ['tests/proof/mutants.test.ts'],
          globalSetup: cluster,
          testTimeout: 180_000,
          hookTimeout: 120_000,
          // One after the other, and after the others: they measure, kill and fill.
          maxWorkers: 1,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
