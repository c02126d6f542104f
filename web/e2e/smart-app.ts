import { createServer, type Server } from 'node:http';
import { readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { createRequire } from 'node:module';

/** What the app shows once it is let in, as JSON in the page. */
const shown = `
  FHIR.oauth2.ready().then(async (client) => {
    const results = await client.request('Observation?_count=50&_total=accurate', { flat: true });
    const foreign = await client.request('Condition?_count=1').then(() => 200, (error) => error.statusCode ?? error.status ?? 0);
    const patient = await client.patient.read();
    document.title = 'let in';
    document.body.textContent = JSON.stringify({ patient: client.patient.id, read: patient.id, encounter: client.encounter.id, user: client.user.fhirUser, subjects: [...new Set(results.map((one) => one.subject.reference))], count: results.length, foreign, scope: client.state.tokenResponse.scope });
  }).catch((error) => { document.title = 'refused'; document.body.textContent = String(error.message ?? error); });`;

/** A SMART app as anybody would write it: two pages and the published fhirclient library, on an origin of its own. */
export class SmartApp {
  readonly #server: Server;
  clientId = '';

  private constructor(server: Server) {
    this.#server = server;
  }

  static async start(): Promise<SmartApp> {
    const library = await readFile(createRequire(import.meta.url).resolve('fhirclient/build/fhir-client.min.js'), 'utf8');
    const server = createServer((request, response) => {
      const path = new URL(request.url ?? '/', 'http://app').pathname;
      if (path === '/fhir-client.js') response.writeHead(200, { 'Content-Type': 'text/javascript' }).end(library);
      else response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' }).end(page(path === '/launch' ? app.#launch() : shown));
    });
    await new Promise<void>((done) => server.listen(0, 'localhost', done));
    const app = new SmartApp(server);
    return app;
  }

  get origin(): string {
    return `http://localhost:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    await new Promise((done) => this.#server.close(done));
  }

  /** With `launch` in the address it was opened by the record; without, it stands alone. */
  #launch(): string {
    return `
      const scope = new URLSearchParams(location.search).has('launch') ? 'launch' : 'launch/patient';
      FHIR.oauth2.authorize({ clientId: '${this.clientId}', scope: scope + ' openid fhirUser patient/Patient.rs patient/Observation.rs', redirectUri: '${this.origin}/after', pkceMode: 'required' })
        .catch((error) => { document.body.textContent = String(error.message ?? error); });`;
  }
}

function page(script: string): string {
  return `<!doctype html><html lang="en"><title>app</title><body></body><script src="/fhir-client.js"></script><script>${script}</script></html>`;
}
