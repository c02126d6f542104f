/** A search as asked, as a person reads it: decoded, its parts apart. What cannot be decoded is shown as it was sent. */
export function readableQuery(query: string | undefined, without: readonly string[] = []): string | undefined {
  if (query === undefined) return undefined;
  const parts = query.split('&').filter((part) => !without.includes(part.split('=')[0] ?? '')).map((part) => {
    try {
      return decodeURIComponent(part.replace(/\+/g, ' '));
    } catch {
      // A stray percent sign: somebody asked that too.
      return part;
    }
  });
  return parts.join(' & ');
}
