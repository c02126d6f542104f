const steps = [['day', 86_400], ['hour', 3600], ['minute', 60], ['second', 1]] as const;

/** How long ago something was, in words, in the largest unit that is whole. */
export function ago(locale: string, at: string, now: number): string {
  const seconds = Math.max(0, Math.round((now - Date.parse(at)) / 1000));
  const [unit, length] = steps.find(([, size]) => seconds >= size) ?? ['second', 1];
  return new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }).format(-Math.floor(seconds / length), unit);
}
