import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TestProject } from 'vitest/node';
import { startServer } from './server';

declare module 'vitest' {
  export interface ProvidedContext {
    /** The generated clinic that the suites share. */
    readonly origin: string;
    /** The folder of the built app that it serves: a copy, which a test may change. */
    readonly app: string;
  }
}

/** One generated clinic for all suites: making one takes longer than most of them. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const app = await mkdtemp(join(tmpdir(), 'carewright-app-'));
  await cp(fileURLToPath(new URL('../apps/clinic/dist/', import.meta.url)), app, { recursive: true });
  const server = await startServer('demo', app);
  project.provide('origin', server.origin);
  project.provide('app', app);
  return async () => {
    await server.stop();
    await rm(app, { recursive: true, force: true });
  };
}
