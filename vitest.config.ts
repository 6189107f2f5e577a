import { defineConfig } from 'vitest/config'

// `unit` needs Node alone and takes seconds; `real` starts real parts (Kafka, Jupyter, a browser), one suite at a
// time, because a machine of two cores does not serve several brokers well.
export default defineConfig({
  test: {
    pool: 'forks',
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/**/*.real.test.ts'],
          // tslab brings a compiler of its own, which takes the name `tsc`: the project's is named by its path.
          typecheck: {
            enabled: true,
            include: ['test/**/*.test-d.ts'],
            tsconfig: './test/tsconfig.json',
            checker: './node_modules/typescript/bin/tsc',
          },
        },
      },
      {
        extends: true,
        test: {
          name: 'real',
          include: ['test/**/*.real.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 300_000,
          fileParallelism: false,
        },
      },
    ],
    coverage: { provider: 'v8', include: ['src/**/*.ts'], reporter: ['text-summary', 'html'] },
  },
})
