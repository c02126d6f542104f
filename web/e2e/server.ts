import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const repository = fileURLToPath(new URL('../../', import.meta.url));
const program = join(repository, 'artifacts/server/carewright.dll');

/** The server's own words about itself, and how to end it. */
export interface RunningServer {
  readonly origin: string;
  /** Everything it has printed so far. */
  output(): string;
  stop(): Promise<void>;
}

/** Starts the real program on a fresh store and a free port, and waits until it says where it is. */
export async function startServer(verb: 'demo' | 'up', app = join(repository, 'web/apps/clinic/dist')): Promise<RunningServer> {
  const data = await mkdtemp(join(tmpdir(), 'carewright-e2e-'));
  const child = spawn('dotnet', [program, verb, '--data', data, '--port', '0'], {
    env: { ...process.env, CAREWRIGHT_PASSPHRASE: 'browser suite passphrase', CAREWRIGHT_APP: app },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  const collect = (chunk: Buffer) => { text += chunk.toString('utf8'); };
  child.stdout.on('data', collect);
  child.stderr.on('data', collect);
  const origin = await waitForAddress(child, () => text);
  return {
    origin,
    output: () => text,
    stop: async () => {
      child.kill('SIGTERM');
      await new Promise((done) => child.once('exit', done));
      await rm(data, { recursive: true, force: true });
    },
  };
}

async function waitForAddress(child: ChildProcess, text: () => string): Promise<string> {
  for (let waited = 0; waited < 110_000; waited += 200) {
    const found = /Carewright is at (https:\/\/\S+?)\/?\s[\s\S]*Ctrl\+C/.exec(text());
    if (found?.[1] !== undefined) return found[1];
    if (child.exitCode !== null) break;
    await new Promise((done) => setTimeout(done, 200));
  }
  throw new Error(`The server did not start:\n${text()}`);
}
