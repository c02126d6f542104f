/** JSON read with its numbers as written, for showing a record exactly as it is held. */
export type JsonNode =
  | { readonly kind: 'object'; readonly members: readonly (readonly [string, JsonNode])[] }
  | { readonly kind: 'array'; readonly items: readonly JsonNode[] }
  | { readonly kind: 'string'; readonly text: string }
  | { readonly kind: 'number' | 'literal'; readonly text: string };

/** Reads JSON text. Throws SyntaxError on text that JSON.parse refuses. */
export function readJsonTree(text: string): JsonNode {
  JSON.parse(text);
  const tokens = text.match(/"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*|true|false|null|[{}[\],:]/g) ?? [];
  let position = 0;
  const take = () => tokens[position++] ?? '';
  const value = (): JsonNode => {
    const token = take();
    if (token === '{') return { kind: 'object', members: list('}', () => [JSON.parse(take()) as string, (take(), value())] as const) };
    if (token === '[') return { kind: 'array', items: list(']', value) };
    if (token.startsWith('"')) return { kind: 'string', text: JSON.parse(token) as string };
    return { kind: /^[-\d]/.test(token) ? 'number' : 'literal', text: token };
  };
  const list = <T>(end: string, one: () => T): T[] => {
    const items: T[] = [];
    while (tokens[position] !== end && position < tokens.length) {
      items.push(one());
      if (tokens[position] === ',') position++;
    }
    position++;
    return items;
  };
  return value();
}

/** The tree as indented JSON text, digits unchanged. */
export function writeJsonTree(node: JsonNode, indent = ''): string {
  const inner = `${indent}  `;
  switch (node.kind) {
    case 'object':
      if (node.members.length === 0) return '{}';
      return `{\n${node.members.map(([name, value]) => `${inner}${JSON.stringify(name)}: ${writeJsonTree(value, inner)}`).join(',\n')}\n${indent}}`;
    case 'array':
      if (node.items.length === 0) return '[]';
      return `[\n${node.items.map((value) => inner + writeJsonTree(value, inner)).join(',\n')}\n${indent}]`;
    case 'string':
      return JSON.stringify(node.text);
    default:
      return node.text;
  }
}

export interface Change {
  readonly path: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** What differs between two versions, leaf by leaf, with the FHIRPath-like place of each. The version's own id and time always differ and are left out. */
export function diffJsonTrees(before: JsonNode, after: JsonNode): Change[] {
  const [old, now] = [leaves(before), leaves(after)];
  const paths = [...new Set([...old.keys(), ...now.keys()])].filter((path) => !['meta.versionId', 'meta.lastUpdated'].includes(path));
  return paths.filter((path) => old.get(path) !== now.get(path)).map((path) => ({ path, before: old.get(path), after: now.get(path) }));
}

function leaves(node: JsonNode, path = '', into = new Map<string, string>()): Map<string, string> {
  if (node.kind === 'object') node.members.forEach(([name, value]) => leaves(value, path ? `${path}.${name}` : name, into));
  else if (node.kind === 'array') node.items.forEach((value, index) => leaves(value, `${path}[${index}]`, into));
  else into.set(path, node.text);
  return into;
}
