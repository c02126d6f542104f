import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    environment: 'jsdom',
    environmentOptions: { jsdom: { url: 'http://localhost/' } },
    include: ['packages/*/src/**/*.test.{ts,tsx}', 'apps/clinic/src/**/*.test.{ts,tsx}'],
    setupFiles: ['apps/clinic/dev/test-setup.ts'],
    env: { TZ: 'America/New_York' },
    // A run that finds no test proves nothing.
    passWithNoTests: false,
    testTimeout: 30_000,
  },
});
