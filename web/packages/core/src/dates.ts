import { dateFormatter, isClockChange, isoDay, startOfDay, type Zone } from './zones';

/**
 * FHIR dates are partial ("1980", "1980-05") and say no more than they say: a year is shown as a year, never as the
 * first of January. FHIR R4 datatypes.html#date, #dateTime.
 */
export type FhirDate = string;

const partial = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/;

/** Dates and times as one reader reads them: in a language, on the clocks of a site. */
export interface Dates {
  readonly locale: string;
  readonly zone: Zone;
  /** The calendar date of a FHIR date or dateTime; the input itself when unreadable, nothing for nothing. */
  date(value: FhirDate | undefined): string;
  /** Date and time of day, when the value has one. */
  dateTime(value: FhirDate | undefined): string;
  /** Time of day; with the zone on a day on which the clocks change. Nothing for a value without one. */
  time(value: FhirDate | undefined): string;
  /** Time of day to the second. */
  seconds(value: FhirDate | undefined): string;
  /** Date and time to the second, with the zone. */
  exact(value: FhirDate | undefined): string;
  /** A calendar day in full, its weekday included. */
  weekday(day: string): string;
  /** The calendar day it is there now, as `YYYY-MM-DD`. */
  today(): string;
}

export function datesIn(locale: string, zone: Zone): Dates {
  const instant = (value: string, options: Intl.DateTimeFormatOptions) => {
    const at = Date.parse(value);
    return Number.isNaN(at) ? value : dateFormatter(locale, { ...options, timeZone: zone }).format(at);
  };
  const withoutTime = (value: FhirDate | undefined) => value === undefined || value === '' || partial.test(value);
  const date = (value: FhirDate | undefined) => (withoutTime(value) ? partialText(value, locale) : instant(value ?? '', { dateStyle: 'medium' }));
  return {
    locale, zone, date,
    dateTime: (value) => (withoutTime(value) ? date(value) : instant(value ?? '', { dateStyle: 'medium', timeStyle: 'short' })),
    time: (value) => (withoutTime(value) ? '' : instant(value ?? '', { hour: 'numeric', minute: '2-digit', ...(changes(value ?? '', zone) ? { timeZoneName: 'short' } : {}) })),
    seconds: (value) => (withoutTime(value) ? '' : instant(value ?? '', { timeStyle: 'medium' })),
    exact: (value) => (withoutTime(value) ? date(value) : instant(value ?? '', { dateStyle: 'full', timeStyle: 'long' })),
    weekday: (day) => dateFormatter(locale, { dateStyle: 'full', timeZone: 'UTC' }).format(Date.parse(`${day}T12:00:00Z`)),
    today: () => isoDay(Date.now(), zone),
  };
}

function changes(value: string, zone: Zone): boolean {
  const at = Date.parse(value);
  return !Number.isNaN(at) && isClockChange(isoDay(at, zone), zone);
}

function partialText(value: string | undefined, locale: string): string {
  const [, year, month, day] = partial.exec(value ?? '') ?? [];
  if (year === undefined || month === undefined) return year ?? '';
  const options: Intl.DateTimeFormatOptions = day === undefined ? { year: 'numeric', month: 'short' } : { dateStyle: 'medium' };
  return dateFormatter(locale, { ...options, timeZone: 'UTC' }).format(Date.UTC(Number(year), Number(month) - 1, Number(day ?? 1)));
}

/** Milliseconds for sorting and plotting: the start of what a partial date covers. Only a plot needs the zone. */
export function dateMillis(value: FhirDate | undefined, zone: Zone = 'UTC'): number {
  if (!value) return Number.NaN;
  const match = partial.exec(value);
  return match ? startOfDay(`${match[1] ?? ''}-${match[2] ?? '01'}-${match[3] ?? '01'}`, zone) : Date.parse(value);
}

/** The year a date lies in, there; empty when unreadable. */
export function yearOf(value: FhirDate | undefined, zone: Zone): string {
  const match = partial.exec(value ?? '');
  const at = Date.parse(value ?? '');
  return match?.[1] ?? (Number.isNaN(at) ? '' : isoDay(at, zone).slice(0, 4));
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
 * Age on a calendar day as clinicians say it: days under 4 weeks, weeks under 3 months, months under 2 years, then
 * years. Undefined for a birth date without a day where the answer could be off by a unit that matters (under 2 years),
 * for one in the future, and for a day that is not whole.
 */
export function ageOn(birthDate: FhirDate | undefined, onDay: string): Age | undefined {
  const [born, on] = [partial.exec(birthDate ?? ''), partial.exec(onDay)];
  if (!born || on?.[3] === undefined) return undefined;
  const [year, month, day] = [Number(born[1]), Number(born[2] ?? 1), Number(born[3] ?? 1)];
  const months = (Number(on[1]) - year) * 12 + Number(on[2]) - month - (Number(on[3]) < day ? 1 : 0);
  if (months < 0) return undefined;
  if (months >= 24) return { value: Math.floor(months / 12), unit: 'years' };
  if (!born[3]) return undefined;
  const days = Math.round((Date.parse(onDay) - Date.UTC(year, month - 1, day)) / 86_400_000);
  if (days < 28) return { value: days, unit: 'days' };
  return months < 3 ? { value: Math.floor(days / 7), unit: 'weeks' } : { value: months, unit: 'months' };
}

/** The calendar day that a FHIR date or dateTime names there, as `YYYY-MM-DD`; undefined for one that names no day. */
export function dayOf(value: FhirDate | undefined, zone: Zone): string | undefined {
  const match = partial.exec(value ?? '');
  if (match) return match[3] === undefined ? undefined : value;
  const at = Date.parse(value ?? '');
  return Number.isNaN(at) ? undefined : isoDay(at, zone);
}
