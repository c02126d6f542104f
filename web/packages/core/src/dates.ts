/**
 * FHIR dates are partial ("1980", "1980-05") and say no more than they say: a year is shown as a year, never as the
 * first of January. FHIR R4 datatypes.html#date, #dateTime.
 */
export type FhirDate = string;

const partial = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/;

/** The local calendar date of a FHIR date or dateTime, in the reader's language; the input itself when unreadable. */
export function formatDate(value: FhirDate | undefined, locale: string): string {
  if (!value) return '';
  const match = partial.exec(value);
  if (!match) return formatInstant(value, locale, { dateStyle: 'medium' });
  const [, year, month, day] = match;
  if (!month) return year ?? value;
  const date = new Date(Number(year), Number(month) - 1, Number(day ?? 1));
  return new Intl.DateTimeFormat(locale, day ? { dateStyle: 'medium' } : { year: 'numeric', month: 'short' }).format(date);
}

/** Date and time of day, when the value has one. */
export function formatDateTime(value: FhirDate | undefined, locale: string): string {
  if (!value) return '';
  if (partial.test(value)) return formatDate(value, locale);
  return formatInstant(value, locale, { dateStyle: 'medium', timeStyle: 'short' });
}

export function formatTime(value: FhirDate | undefined, locale: string): string {
  if (!value || partial.test(value)) return '';
  return formatInstant(value, locale, { timeStyle: 'short' });
}

function formatInstant(value: string, locale: string, options: Intl.DateTimeFormatOptions): string {
  const date = new Date(value);
  return Number.isNaN(date.getTime()) ? value : new Intl.DateTimeFormat(locale, options).format(date);
}

/** Milliseconds for sorting and plotting: the start of what a partial date covers, in local time. */
export function dateMillis(value: FhirDate | undefined): number {
  if (!value) return Number.NaN;
  const match = partial.exec(value);
  if (!match) return new Date(value).getTime();
  return new Date(Number(match[1]), Number(match[2] ?? 1) - 1, Number(match[3] ?? 1)).getTime();
}

/** Newest first; undated last. */
export function byDateDescending<T>(date: (item: T) => FhirDate | undefined): (left: T, right: T) => number {
  return (left, right) => {
    const [a, b] = [dateMillis(date(left)), dateMillis(date(right))];
    if (Number.isNaN(a)) return Number.isNaN(b) ? 0 : 1;
    return Number.isNaN(b) ? -1 : b - a;
  };
}

export type Age = { readonly value: number; readonly unit: 'years' | 'months' | 'weeks' | 'days' };

/**
 * Age as clinicians say it: days under 4 weeks, weeks under 3 months, months under 2 years, then years. Undefined for
 * a birth date without a day where the answer could be off by a unit that matters (under 2 years) or in the future.
 */
export function ageAt(birthDate: FhirDate | undefined, at: Date): Age | undefined {
  const match = birthDate ? partial.exec(birthDate) : null;
  if (!match) return undefined;
  const [year, month, day] = [Number(match[1]), Number(match[2] ?? 1), Number(match[3] ?? 1)];
  const months = (at.getFullYear() - year) * 12 + at.getMonth() + 1 - month - (at.getDate() < day ? 1 : 0);
  if (months < 0) return undefined;
  if (months >= 24) return { value: Math.floor(months / 12), unit: 'years' };
  if (!match[3]) return undefined;
  const days = Math.round((Date.UTC(at.getFullYear(), at.getMonth(), at.getDate()) - Date.UTC(year, month - 1, day)) / 86_400_000);
  if (days < 28) return { value: days, unit: 'days' };
  return months < 3 ? { value: Math.floor(days / 7), unit: 'weeks' } : { value: months, unit: 'months' };
}

/** The local calendar day as `YYYY-MM-DD`. */
export function isoDay(date: Date): string {
  const two = (value: number) => String(value).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** The day `count` days after an ISO day; noon avoids the hour that daylight saving takes away. */
export function addDays(day: string, count: number): string {
  const date = new Date(`${day}T12:00:00`);
  date.setDate(date.getDate() + count);
  return isoDay(date);
}
