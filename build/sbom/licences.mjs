// Which licences a part may come under, and which parts come under another.
import { readFileSync } from 'node:fs';

const accepted = JSON.parse(readFileSync(new URL('accepted-licences.json', import.meta.url), 'utf8'));
const forShipped = new Set(accepted.shipped);
const forTools = new Set([...accepted.shipped, ...accepted.tools]);

/** True when an SPDX expression (SPDX 2.3 annex D) leaves a way that is accepted: one of the arms of OR, all of AND; of WITH, the licence decides. */
export function isAccepted(expression, list) {
  const words = expression.replaceAll('(', ' ( ').replaceAll(')', ' ) ').trim().split(/\s+/);
  let at = 0;
  const one = () => {
    if (words[at] === '(') {
      at++;
      const inner = either();
      at++;
      return inner;
    }
    const known = list.has(words[at++]);
    if (words[at] === 'WITH') at += 2;
    return known;
  };
  const both = () => {
    let good = one();
    while (words[at] === 'AND') { at++; good = one() && good; }
    return good;
  };
  const either = () => {
    let good = both();
    while (words[at] === 'OR') { at++; good = both() || good; }
    return good;
  };
  return either() && at === words.length;
}

/** One line for each part whose licence is unknown or not accepted. */
export function faultsOf(parts) {
  return parts.flatMap((part) => {
    if (!part.licence) return [`${part.purl}: names no licence; read it and enter it in build/sbom/named-licences.json`];
    return isAccepted(part.licence, part.shipped ? forShipped : forTools) ? [] : [`${part.purl}: ${part.licence} is not accepted for what is ${part.shipped ? 'shipped' : 'only built or tested with'}`];
  });
}
