import { spawn, type ChildProcess } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL(`../../test/DirectoryProvider/bin/${process.env['CONFIGURATION'] ?? 'Release'}/net10.0/Carewright.DirectoryProvider.dll`, import.meta.url));

/** The provider of identities of the scenario tests, in a process of its own: whoever it is told of is signed in there. */
export class DirectoryProvider {
  static readonly clientId = 'carewright';
  static readonly secret = 'a secret of both sides: 8/+%';

  private constructor(private readonly process: ChildProcess, readonly issuer: string) {}

  get host(): string {
    return new URL(this.issuer).host;
  }

  static async start(): Promise<DirectoryProvider> {
    for (let attempt = 0; attempt < 5; attempt++) {
      const port = await freePort();
      const child = spawn('dotnet', [program, String(port)], { stdio: ['pipe', 'pipe', 'inherit'] });
      // Somebody may have taken the port in between: then it ends without a word.
      for await (const line of createInterface({ input: child.stdout })) if (line === 'listening') return new DirectoryProvider(child, `http://localhost:${port}`);
    }
    throw new Error(`The provider did not start: ${program}`);
  }

  /** Who is signed in there from now on. */
  async tell(name: string, ...groups: string[]): Promise<void> {
    const person = { sub: `id-of-${name}`, name: `Person ${name}`, preferred_username: name, sid: `there-${name}`, groups };
    const answer = await fetch(`${this.issuer}/control`, { method: 'POST', body: JSON.stringify({ person }) });
    if (!answer.ok) throw new Error(`The provider answered ${answer.status}`);
  }

  async stop(): Promise<void> {
    const ended = new Promise((done) => this.process.once('exit', done));
    this.process.stdin?.end();
    await ended;
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}
