import { escapeSearchValue, searchPath } from '@carewright/fhir-client';

/** What a typed text asks for. Every given part must hold (AND). */
export interface FinderQuery {
  readonly names: readonly string[];
  readonly birthDate?: string | undefined;
  readonly identifier?: string | undefined;
}

/**
 * Reads a finder text: words are names, a date in a usual written form is a birth date, a word with digits that is no
 * date is a record number. Empty when it is too short to search: fewer than two letters of a name.
 * @param dayFirst whether the reader's language writes 05/06/1980 as 5 June
 * @param thisYear decides the century of a two-digit year: never in the future
 */
export function readFinderText(text: string, dayFirst: boolean, thisYear: number): FinderQuery[] {
  const { birthDate, rest } = takeDate(text.trim(), dayFirst, thisYear);
  const words = rest.split(/[\s,;]+/).filter(Boolean);
  const numbers = words.filter((word) => /\d/.test(word));
  const names = words.filter((word) => !/\d/.test(word) && /\p{L}/u.test(word));
  const queries: FinderQuery[] = [];
  if (names.some((name) => Array.from(name).length >= 2) || birthDate || numbers[0]) {
    queries.push({ names: names.filter((name) => Array.from(name).length >= 2), birthDate, identifier: numbers[0] });
  }
  // Letters and digits together are a record number, or a name of somebody who was made up for a test.
  const mixed = numbers.filter((word) => /\p{L}/u.test(word));
  if (mixed.length > 0) queries.push({ names: [...names, ...mixed].filter((name) => Array.from(name).length >= 2), birthDate, identifier: numbers.find((word) => !mixed.includes(word)) });
  // Eight bare digits may be a birth date or a record number: both are asked.
  if (/^\d{8}$/.test(text.trim()) && birthDate) queries.push({ names: [], identifier: text.trim() });
  return queries;
}

const months = [
  ['jan', 'ene'], ['feb'], ['mar'], ['apr', 'abr'], ['may'], ['jun'], ['jul'], ['aug', 'ago'], ['sep', 'set'], ['oct'], ['nov'], ['dec', 'dic'],
];

function takeDate(text: string, dayFirst: boolean, thisYear: number): { birthDate?: string | undefined; rest: string } {
  for (const [pattern, read] of dateForms(dayFirst, thisYear)) {
    const match = pattern.exec(text);
    const birthDate = match ? read(match.slice(1)) : undefined;
    if (match && birthDate) return { birthDate, rest: `${text.slice(0, match.index)} ${text.slice(match.index + match[0].length)}` };
  }
  return { rest: text };
}

type DateForm = readonly [RegExp, (parts: (string | undefined)[]) => string | undefined];

function dateForms(dayFirst: boolean, thisYear: number): DateForm[] {
  const numeric = (a: string | undefined, b: string | undefined, year: string | undefined) =>
    dayFirst ? (day(year, b, a, thisYear) ?? day(year, a, b, thisYear)) : (day(year, a, b, thisYear) ?? day(year, b, a, thisYear));
  return [
    [/(?<!\S)(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\S)/, ([y, m, d]) => day(y, m, d, thisYear)],
    [/(?<!\S)(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})(?!\S)/, ([a, b, y]) => numeric(a, b, y)],
    [/(?<!\S)(\d{1,2})(?:\s+de)?[\s-]+(\p{L}{3,10})\.?(?:\s+de)?[\s,-]+(\d{4})(?!\S)/u, ([d, m, y]) => day(y, monthNumber(m), d, thisYear)],
    [/(?<!\S)(\p{L}{3,10})\.?\s+(\d{1,2}),?\s+(\d{4})(?!\S)/u, ([m, d, y]) => day(y, monthNumber(m), d, thisYear)],
    [/^(\d{4})(\d{2})(\d{2})$/, ([y, m, d]) => day(y, m, d, thisYear)],
    [/(?<!\S)(\d{4})-(\d{2})(?!\S)/, ([y, m]) => monthOf(y, m, thisYear)],
    [/(?<!\S)(1[89]\d{2}|20\d{2})(?!\S)/, ([y]) => (Number(y) <= thisYear ? y : undefined)],
  ];
}

function monthNumber(word: string | undefined): string | undefined {
  const start = word?.toLowerCase().slice(0, 3);
  const index = months.findIndex((names) => start !== undefined && names.includes(start));
  return index < 0 ? undefined : String(index + 1);
}

function monthOf(year: string | undefined, month: string | undefined, thisYear: number): string | undefined {
  return day(year, month, '1', thisYear)?.slice(0, 7);
}

function day(year: string | undefined, month: string | undefined, date: string | undefined, thisYear: number): string | undefined {
  if (!year || !month || !date) return undefined;
  const full = year.length === 2 ? century(Number(year), thisYear) : Number(year);
  const [m, d] = [Number(month), Number(date)];
  const check = new Date(Date.UTC(full, m - 1, d));
  if (full < 1850 || full > thisYear || check.getUTCMonth() !== m - 1 || check.getUTCDate() !== d) return undefined;
  return `${full}-${String(m).padStart(2, '0')}-${String(d).padStart(2, '0')}`;
}

function century(twoDigits: number, thisYear: number): number {
  const inThis = Math.floor(thisYear / 100) * 100 + twoDigits;
  return inThis > thisYear ? inThis - 100 : inThis;
}

/** A little more than one look at the list holds; more come with scrolling, and only then leave the server. */
export const finderPageSize = 20;

/** The search of one reading; only what a finder row shows is asked for, and only that leaves the server. */
export function finderPath(query: FinderQuery): string {
  return searchPath('Patient', {
    name: query.names.map(escapeSearchValue),
    birthdate: query.birthDate,
    identifier: query.identifier === undefined ? undefined : escapeSearchValue(query.identifier),
    _count: finderPageSize,
    _elements: 'name,gender,birthDate,identifier,deceased,active',
  });
}
