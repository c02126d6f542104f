/** An IANA time zone name, such as `America/New_York`. */
export type Zone = string;

const minute = 60_000;
const day = 86_400_000;

/** Whether this runtime knows a zone by that name. */
export function isZone(name: string | null | undefined): name is Zone {
  if (!name) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    // RangeError is how Intl says that it does not know the zone.
    return false;
  }
}

export function browserZone(): Zone {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

const formatters = new Map<string, Intl.DateTimeFormat>();

/** Making a formatter costs a hundred times what using one does, and a long list needs the same one for every row. */
export function dateFormatter(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = locale + JSON.stringify(options);
  let formatter = formatters.get(key);
  if (!formatter) formatters.set(key, (formatter = new Intl.DateTimeFormat(locale, options)));
  return formatter;
}

/** What the clocks of a zone show at an instant, written as if it were UTC: the difference to the instant is the offset. */
function wallMillis(instant: number, zone: Zone): number {
  const parts = dateFormatter('en-US', { timeZone: zone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' }).formatToParts(instant);
  const part = (type: string) => Number(parts.find((one) => one.type === type)?.value ?? 0);
  return Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
}

/**
 * The instant at which the clocks of a zone show a wall time, in epoch milliseconds. A time that comes twice (autumn) is
 * the first of the two; one that the clocks skip (spring) is the moment that much after the change.
 */
function instantAt(wall: number, zone: Zone): number {
  if (zone === 'UTC' || Number.isNaN(wall)) return wall;
  // No zone is more than 14 hours from UTC: these two moments lie before and after any change near the wall time.
  const [before, after] = [wall - 15 * 60 * minute, wall + 15 * 60 * minute].map((moment) => wall - (wallMillis(moment, zone) - moment)) as [number, number];
  const shown = [before, after].filter((moment) => wallMillis(moment, zone) === wall);
  return shown.length > 0 ? Math.min(...shown) : before;
}

/** Epoch milliseconds of a local `YYYY-MM-DDTHH:mm` (what a datetime-local field holds); NaN when it is none. */
export function instantOf(local: string, zone: Zone): number {
  // Date.parse reads almost anything as some date or other.
  return /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/.test(local) ? instantAt(Date.parse(`${local}:00Z`), zone) : Number.NaN;
}

/** Where a calendar day begins in a zone: not always at midnight, since some clocks change then. */
export function startOfDay(isoDay: string, zone: Zone): number {
  return instantAt(Date.parse(`${isoDay}T00:00:00Z`), zone);
}

/** The calendar day of an instant in a zone, as `YYYY-MM-DD`. */
export function isoDay(instant: Date | number, zone: Zone): string {
  return new Date(wallMillis(Number(instant), zone)).toISOString().slice(0, 10);
}

/** The day `count` days after an ISO day. */
export function addDays(isoDayText: string, count: number): string {
  return new Date(Date.parse(`${isoDayText}T12:00:00Z`) + count * day).toISOString().slice(0, 10);
}

/** Whether the clocks change on a day: an hour is then missing or comes twice, and a bare time of day says too little. */
export function isClockChange(isoDayText: string, zone: Zone): boolean {
  return startOfDay(addDays(isoDayText, 1), zone) - startOfDay(isoDayText, zone) !== day;
}

/** The zone as people call it: `Eastern Time`. */
export function zoneName(zone: Zone, locale: string): string {
  return dateFormatter(locale, { timeZone: zone, timeZoneName: 'longGeneric' }).formatToParts(0).find((part) => part.type === 'timeZoneName')?.value ?? zone;
}

/** Whether two zones show the same time at an instant. */
export function sameClock(one: Zone, other: Zone, at: number): boolean {
  return one === other || wallMillis(at, one) === wallMillis(at, other);
}
