// node sbom.mjs ROOT [FILE]: writes the bill, to the console without a file. node sbom.mjs --check ROOT: only says which licences are not accepted.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { billOf } from './bill.mjs';
import { faultsOf } from './licences.mjs';
import { partsOf } from './parts.mjs';

const isCheck = process.argv[2] === '--check';
const [root, file] = process.argv.slice(isCheck ? 3 : 2);
const parts = partsOf(root);

if (isCheck) {
  const faults = faultsOf(parts);
  for (const fault of faults) console.error(fault);
  console.error(`${parts.length} parts, ${faults.length} without an accepted licence`);
  process.exitCode = faults.length > 0 || parts.length === 0 ? 1 : 0;
} else {
  const version = /<Version>([^<]+)</.exec(readFileSync(join(root, 'Directory.Build.props'), 'utf8'))[1];
  const text = `${JSON.stringify(billOf(parts, version), null, 2)}\n`;
  if (file) writeFileSync(file, text);
  else process.stdout.write(text);
}
