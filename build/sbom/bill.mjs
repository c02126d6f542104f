// A bill of materials as CycloneDX 1.6 JSON (ECMA-424).
import { serialOf } from './parts.mjs';

export function billOf(parts, version) {
  const self = `pkg:generic/carewright@${version}`;
  return {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json', bomFormat: 'CycloneDX', specVersion: '1.6', serialNumber: serialOf(parts), version: 1,
    metadata: { component: { type: 'application', 'bom-ref': self, name: 'carewright', version, licenses: [{ license: { id: 'Apache-2.0' } }] } },
    components: parts.map(component),
    dependencies: [{ ref: self, dependsOn: parts.filter((part) => part.shipped).map((part) => part.purl) }, ...parts.map((part) => ({ ref: part.purl, dependsOn: part.needs }))],
  };
}

function component(part) {
  const [group, name] = part.name.startsWith('@') ? part.name.split('/') : [undefined, part.name];
  return {
    type: 'library', 'bom-ref': part.purl, ...(group && { group }), name, version: part.version, scope: part.shipped ? 'required' : 'excluded', purl: part.purl,
    ...(part.sha512 && { hashes: [{ alg: 'SHA-512', content: part.sha512 }] }),
    ...(part.licence && { licenses: [/ (OR|AND|WITH) /.test(part.licence) ? { expression: part.licence.replace(/^\((.*)\)$/, '$1') } : { license: { id: part.licence } }] }),
  };
}
