import { defineConfig } from 'vitest/config';

// The built app in a real browser, on real servers that the suites start themselves. `npm run e2e`, after `./carewright build`.
export default defineConfig({
  test: {
    include: ['e2e/**/*.test.ts'],
    environment: 'node',
    globalSetup: ['e2e/setup.ts'],
    env: { TZ: 'America/New_York' },
    passWithNoTests: false,
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // A busy machine takes longer than the second that is waited by default.
    expect: { poll: { timeout: 10_000 } },
  },
});
