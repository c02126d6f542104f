// node --test build/sbom
import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { billOf } from './bill.mjs';
import { faultsOf, isAccepted } from './licences.mjs';
import { partsOf } from './parts.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
const parts = partsOf(root);
const list = new Set(['MIT', 'Apache-2.0']);

test('every part of the lock files is in the bill once, with a version, a hash and a licence', () => {
  const bill = billOf(parts, '0.0.1');
  assert.ok(bill.components.some((part) => part.purl.startsWith('pkg:nuget/Microsoft.IdentityModel.JsonWebTokens@')));
  assert.ok(bill.components.some((part) => part.purl.startsWith('pkg:npm/react@') && part.scope === 'required'));
  assert.ok(bill.components.some((part) => part.purl.startsWith('pkg:npm/typescript@') && part.scope === 'excluded'));
  assert.equal(new Set(bill.components.map((part) => part['bom-ref'])).size, bill.components.length);
  assert.deepEqual(bill.components.filter((part) => !part.version || !part.licenses || !part.hashes).map((part) => part.purl), []);
});

test('every dependency that is named is a part', () => {
  const refs = new Set(billOf(parts, '0').components.map((part) => part['bom-ref']));
  assert.deepEqual(billOf(parts, '0').dependencies.flatMap((one) => one.dependsOn).filter((ref) => !refs.has(ref)), []);
});

test('the same parts give the same bill', () => assert.deepEqual(billOf(partsOf(root), '1'), billOf(parts, '1')));

test('every licence is accepted', () => assert.deepEqual(faultsOf(parts), []));

test('a licence that is not on the list, or unknown, is a fault; one for tools is none for what is shipped', () => {
  const part = (licence, shipped) => ({ purl: 'pkg:npm/x@1', licence, shipped, needs: [] });
  assert.equal(faultsOf([part('GPL-3.0-only', true)]).length, 1);
  assert.equal(faultsOf([part(undefined, false)]).length, 1);
  assert.equal(faultsOf([part('MPL-2.0', true)]).length, 1);
  assert.equal(faultsOf([part('MPL-2.0', false)]).length, 0);
});

for (const [expression, good] of [['MIT', true], ['GPL-2.0', false], ['(MIT OR GPL-2.0)', true], ['MIT AND GPL-2.0', false], ['GPL-2.0 OR (MIT AND Apache-2.0)', true], ['MIT WITH some-exception', true], ['MIT GPL-2.0', false], ['', false], ['SEE LICENSE IN x', false]])
  test(`'${expression}' is ${good ? '' : 'not '}accepted`, () => assert.equal(isAccepted(expression, list), good));

test('a package that comes into a lock file comes into the bill', () => {
  const copy = mkdtempSync(join(tmpdir(), 'carewright-sbom-'));
  try {
    cpSync(join(root, 'web/package-lock.json'), join(copy, 'web/package-lock.json'));
    cpSync(join(root, 'src/Kernel/packages.lock.json'), join(copy, 'src/Kernel/packages.lock.json'));
    const file = join(copy, 'web/package-lock.json');
    const lock = JSON.parse(readFileSync(file, 'utf8'));
    lock.packages['node_modules/newcomer'] = { version: '1.2.3', license: 'SSPL-1.0' };
    writeFileSync(file, JSON.stringify(lock));
    assert.deepEqual(faultsOf(partsOf(copy)).filter((fault) => fault.includes('newcomer')), ['pkg:npm/newcomer@1.2.3: SSPL-1.0 is not accepted for what is shipped']);
  } finally {
    rmSync(copy, { recursive: true });
  }
});
