import Box from '@mui/material/Box';

export type JsonViewNode =
  | { readonly kind: 'object'; readonly members: readonly (readonly [string, JsonViewNode])[] }
  | { readonly kind: 'array'; readonly items: readonly JsonViewNode[] }
  | { readonly kind: 'string' | 'number' | 'literal'; readonly text: string };

/** A record as a tree of native disclosure elements: readable, foldable, and keyboard-operable as it comes. */
export function JsonView({ node, label }: { node: JsonViewNode; label: string }) {
  return (
    <Box
      role="region"
      aria-label={label}
      // A scrollable region must be reachable by keyboard (WCAG 2.1.1).
      tabIndex={0}
      sx={{
        fontFamily: 'ui-monospace, SFMono-Regular, Menlo, Consolas, monospace', fontSize: '0.75rem', lineHeight: 1.55, overflowX: 'auto', p: 1.5,
        '& details': { pl: 1.75 }, '& summary': { cursor: 'pointer', ml: -1.75, minHeight: 24, lineHeight: '24px' },
        '& .name': { color: 'text.secondary' }, '& .string': { color: 'success.main', overflowWrap: 'anywhere' }, '& .number': { color: 'info.main' }, '& .literal': { color: 'warning.main' },
      }}
    >
      <Children node={node} depth={0} />
    </Box>
  );
}

function Children({ node, depth }: { node: JsonViewNode; depth: number }) {
  const entries: readonly (readonly [string, JsonViewNode])[] =
    node.kind === 'object' ? node.members : node.kind === 'array' ? node.items.map((item, index) => [`[${index}]`, item] as const) : [];
  return (
    <>
      {entries.map(([name, value]) => (
        <Entry key={name} name={name} value={value} depth={depth} />
      ))}
    </>
  );
}

function Entry({ name, value, depth }: { name: string; value: JsonViewNode; depth: number }) {
  if (value.kind !== 'object' && value.kind !== 'array') {
    return (
      <div>
        <span className="name">{name}: </span>
        <span className={value.kind}>{value.text}</span>
      </div>
    );
  }
  return (
    <details open={depth < 4}>
      <summary>
        <span className="name">{name}</span> {preview(value)}
      </summary>
      <Children node={value} depth={depth + 1} />
    </details>
  );
}

function preview(node: JsonViewNode): string {
  if (node.kind === 'array') return `[${node.items.length}]`;
  return node.kind === 'object' ? `{${node.members.length}}` : '';
}
