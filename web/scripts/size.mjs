// Holds the app to its size budgets (gzip): the shell every visitor loads, and what each route adds to it.
import { readFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';

const KiB = 1024;
const budgets = { shell: 260 * KiB, route: 140 * KiB };
const dist = new URL('../apps/clinic/dist/', import.meta.url);
const manifest = JSON.parse(await readFile(new URL('.vite/manifest.json', dist), 'utf8'));
const entry = Object.values(manifest).find((chunk) => chunk.isEntry);
if (!entry) throw new Error('the build has no entry chunk');

const size = async (file) => gzipSync(await readFile(new URL(file, dist)), { level: 9 }).length;
const closure = (chunk, seen = new Set()) => {
  if (seen.has(chunk.file)) return seen;
  seen.add(chunk.file);
  for (const css of chunk.css ?? []) seen.add(css);
  for (const name of chunk.imports ?? []) closure(manifest[name], seen);
  return seen;
};
const total = async (files) => (await Promise.all([...files].map(size))).reduce((sum, one) => sum + one, 0);

const shell = closure(entry);
let failed = false;
const report = (name, bytes, budget) => {
  const over = bytes > budget;
  failed ||= over;
  console.log(`${over ? 'OVER ' : 'ok   '}${name.padEnd(52)} ${(bytes / KiB).toFixed(1).padStart(7)} KiB of ${budget / KiB}`);
};
report('shell', await total(shell), budgets.shell);
for (const [name, chunk] of Object.entries(manifest)) {
  if (!chunk.isDynamicEntry || shell.has(chunk.file)) continue;
  const own = [...closure(chunk)].filter((file) => !shell.has(file));
  report(name.replace('src/', ''), await total(own), budgets.route);
}
if (failed) process.exit(1);
