import { datesIn, useZone, type Dates } from '@carewright/core';
import { useMemo } from 'react';
import { useLocale } from './language';

/** Dates and times in the reader's language, on the clocks of the session's site (or of another, where one is named). */
export function useDates(zone?: string): Dates {
  const locale = useLocale();
  const own = useZone();
  return useMemo(() => datesIn(locale, zone ?? own), [locale, zone, own]);
}
