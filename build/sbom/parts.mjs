// What Carewright is made of, read from the lock files: NuGet's of the projects that are shipped, npm's of the app.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

const readJson = (path) => JSON.parse(readFileSync(path, 'utf8'));

/** Licences of packages that name theirs by a file or an address only; each was read in the package of that name. */
const named = readJson(new URL('named-licences.json', import.meta.url));

/** All parts, by ecosystem and name, each version once. */
export function partsOf(root, nugetFolder = process.env.NUGET_PACKAGES ?? join(homedir(), '.nuget/packages')) {
  const parts = [...nugetParts(root, nugetFolder), ...npmParts(root)];
  const byPurl = new Map();
  for (const part of parts) {
    const known = byPurl.get(part.purl);
    byPurl.set(part.purl, known ? { ...known, shipped: known.shipped || part.shipped, needs: [...new Set([...known.needs, ...part.needs])].sort() } : part);
  }
  return [...byPurl.values()].sort((one, other) => (one.purl < other.purl ? -1 : 1));
}

function* nugetParts(root, nugetFolder) {
  for (const file of lockFiles(root)) {
    const shipped = file.startsWith('src/');
    for (const framework of Object.values(readJson(join(root, file)).dependencies)) {
      const versions = new Map(Object.entries(framework).filter(([, entry]) => entry.type !== 'Project').map(([name, entry]) => [name.toLowerCase(), [name, entry.resolved]]));
      for (const [name, entry] of Object.entries(framework)) {
        if (entry.type === 'Project') continue;
        const needs = Object.keys(entry.dependencies ?? {}).map((one) => versions.get(one.toLowerCase())).filter(Boolean).map(([one, version]) => `pkg:nuget/${one}@${version}`);
        yield {
          purl: `pkg:nuget/${name}@${entry.resolved}`, name, version: entry.resolved, shipped: shipped && !/Analyzers$/.test(name), needs,
          sha512: Buffer.from(entry.contentHash, 'base64').toString('hex'), licence: nugetLicence(nugetFolder, name, entry.resolved),
        };
      }
    }
  }
}

function* npmParts(root) {
  const lock = readJson(join(root, 'web/package-lock.json')).packages;
  for (const [path, entry] of Object.entries(lock)) {
    const at = path.lastIndexOf('node_modules/');
    // What a link leads to without a version is a place that stands empty on purpose, no part.
    if (at < 0 || entry.link || !entry.version) continue;
    const name = entry.name ?? path.slice(at + 'node_modules/'.length);
    yield {
      purl: npmPurl(name, entry.version), name, version: entry.version, shipped: !entry.dev && !entry.devOptional,
      needs: Object.keys(entry.dependencies ?? {}).map((one) => npmNeed(lock, path, one)).filter(Boolean).sort(),
      sha512: entry.integrity?.startsWith('sha512-') ? Buffer.from(entry.integrity.slice(7), 'base64').toString('hex') : undefined,
      licence: entry.license ?? named[`npm:${name}`],
    };
  }
}

const npmPurl = (name, version) => `pkg:npm/${name.replace(/^@/, '%40')}@${version}`;

/** As Node finds it: beside the package, or in a folder above. */
function npmNeed(lock, from, name) {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))) {
    const entry = lock[`${folder === '' ? '' : `${folder}/`}node_modules/${name}`];
    if (entry?.version) return npmPurl(entry.name ?? name, entry.version);
    if (folder === '' || !folder.includes('node_modules')) return undefined;
  }
}

function nugetLicence(folder, name, version) {
  const nuspec = join(folder, name.toLowerCase(), version.toLowerCase(), `${name.toLowerCase()}.nuspec`);
  if (!existsSync(nuspec)) return named[`nuget:${name}`];
  return /<license type="expression">([^<]+)<\/license>/.exec(readFileSync(nuspec, 'utf8'))?.[1] ?? named[`nuget:${name}`];
}

function* lockFiles(root, folder = '') {
  for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isFile() && entry.name === 'packages.lock.json') yield path;
    else if (entry.isDirectory() && !/^(bin|obj|node_modules|artifacts|data|\..*)$/.test(entry.name)) yield* lockFiles(root, path);
  }
}

/** A number for the whole list: the same parts give the same bill. */
export function serialOf(parts) {
  const hash = createHash('sha256').update(parts.map((part) => `${part.purl} ${part.sha512 ?? ''}`).join('\n')).digest('hex');
  return `urn:uuid:${hash.slice(0, 8)}-${hash.slice(8, 12)}-8${hash.slice(13, 16)}-a${hash.slice(17, 20)}-${hash.slice(20, 32)}`;
}
