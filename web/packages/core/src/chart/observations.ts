import type { DiagnosticReport, FhirResource, Observation } from '@carewright/fhir-client';
import { byDateDescending, dateMillis, dayOf, type Dates } from '../dates';
import { conceptText, localReference, referenceOf, testName } from '../names';
import { gravity, quantityUnit, readValue, type ReadValue } from '../quantities';
import type { Zone } from '../zones';
import { ofType } from './clinical';

export function observationDate(observation: Observation): string | undefined {
  return observation.effectiveDateTime ?? observation.effectivePeriod?.start ?? observation.effectiveInstant ?? observation.issued;
}

/** What is measured, by which one value may be set beside an earlier one: its code, else its text. */
function measureKey(observation: Observation): string {
  const coding = observation.code.coding?.find((one) => one.system === 'http://loinc.org') ?? observation.code.coding?.[0];
  return coding?.code ? `${coding.system ?? ''}|${coding.code}` : (conceptText(observation.code) ?? '');
}

function usable(resources: readonly FhirResource[]): Observation[] {
  const seen = new Set<string>();
  return ofType<Observation>(resources, 'Observation')
    .filter((one) => !['entered-in-error', 'cancelled'].includes(one.status))
    .filter((one) => !seen.has(one.id ?? '') && seen.add(one.id ?? ''))
    .sort(byDateDescending(observationDate));
}

export interface TrendLine {
  readonly name: string;
  readonly points: readonly { readonly at: number; readonly value: number }[];
}

export interface VitalSign {
  readonly key: string;
  readonly name: string;
  /** LOINC code when there is one: the screen has short names for the common ones. */
  readonly code: string | undefined;
  readonly latest: Observation;
  readonly parts: readonly { readonly name: string; readonly value: ReadValue }[];
  readonly unit: string;
  /** One line, or one per component (systolic and diastolic), oldest point first, in the latest value's unit only. */
  readonly lines: readonly TrendLine[];
}

/** LOINC codes in the order in which vitals are read. */
const vitalOrder = ['85354-9', '55284-4', '8867-4', '9279-1', '8310-5', '2708-6', '59408-5', '72514-3', '29463-7', '8302-2', '39156-5'];

export function vitalSigns(resources: readonly FhirResource[], { locale, zone }: Dates): VitalSign[] {
  const groups = new Map<string, Observation[]>();
  for (const observation of usable(resources)) {
    const key = measureKey(observation);
    groups.set(key, [...(groups.get(key) ?? []), observation]);
  }
  return [...groups].flatMap(([key, all]) => vitalSign(key, all, locale, zone)).sort((left, right) => vitalRank(left) - vitalRank(right));
}

function vitalRank(vital: VitalSign): number {
  const index = vitalOrder.indexOf(vital.code ?? '');
  return index < 0 ? vitalOrder.length : index;
}

function vitalSign(key: string, all: readonly Observation[], locale: string, zone: Zone): VitalSign[] {
  const latest = all.find((one) => partsOf(one, locale).length > 0);
  if (!latest) return [];
  const parts = partsOf(latest, locale);
  const unit = parts[0]?.value.unit ?? '';
  return [{
    key, latest, parts, unit,
    name: conceptText(latest.code) ?? '',
    code: key.startsWith('http://loinc.org|') ? key.split('|')[1] : undefined,
    lines: trendLines(all, parts.map((part) => part.name), unit, zone),
  }];
}

/** The observation's own value, else its components' values in their order (systolic first for blood pressure). */
function partsOf(observation: Observation, locale: string): { name: string; value: ReadValue }[] {
  const own = readValue(observation, locale);
  if (own) return [{ name: '', value: own }];
  const components = [...(observation.component ?? [])].sort((left, right) => componentRank(left.code.coding?.[0]?.code) - componentRank(right.code.coding?.[0]?.code));
  return components.flatMap((component) => {
    const value = readValue(component, locale);
    return value ? [{ name: conceptText(component.code) ?? '', value }] : [];
  });
}

function componentRank(code: string | undefined): number {
  return code === '8480-6' ? 0 : code === '8462-4' ? 1 : 2;
}

function trendLines(all: readonly Observation[], names: readonly string[], unit: string, zone: Zone): TrendLine[] {
  return names.map((name) => ({
    name,
    points: all
      .flatMap((observation) => {
        const quantity = name === '' ? observation.valueQuantity : observation.component?.find((one) => conceptText(one.code) === name)?.valueQuantity;
        const at = dateMillis(observationDate(observation), zone);
        const fits = quantity?.value !== undefined && !Number.isNaN(at) && quantityUnit(quantity) === unit;
        return fits ? [{ at, value: quantity.value ?? 0 }] : [];
      })
      .reverse(),
  })).filter((line) => line.points.length > 0);
}

export interface ResultRow {
  readonly observation: Observation;
  readonly name: string;
  readonly value: ReadValue | undefined;
  /** The value before this one of the same measure in the same unit. */
  readonly prior: { readonly value: ReadValue; readonly date: string | undefined } | undefined;
}

export interface ResultGroup {
  readonly id: string;
  /** Absent for results that came without a report. */
  readonly report: DiagnosticReport | undefined;
  readonly name: string | undefined;
  readonly date: string | undefined;
  readonly rows: readonly ResultRow[];
  readonly abnormal: number;
  readonly critical: number;
}

/**
 * Results by lab report, newest report first; within a report what is abnormal comes first, the gravest on top. Results
 * without a report are grouped by their day.
 * @param reportsComplete whether the last page of reports is loaded
 */
export function resultGroups(reports: readonly FhirResource[], labs: readonly FhirResource[], { locale, zone }: Dates, reportsComplete: boolean): ResultGroup[] {
  const observations = usable([...reports, ...labs]);
  const byReference = new Map(observations.map((one) => [referenceOf(one), one]));
  const priors = priorIndex(observations);
  const row = (observation: Observation): ResultRow => ({
    observation,
    name: testName(observation.code) ?? '',
    value: resultValue(observation, locale),
    prior: priorOf(observation, priors, locale),
  });
  const used = new Set<string>();
  const groups = ofType<DiagnosticReport>(reports, 'DiagnosticReport')
    .filter((report) => report.status !== 'entered-in-error')
    .map((report) => {
      const members = (report.result ?? []).flatMap((reference) => byReference.get(localReference(reference) ?? '') ?? []);
      members.forEach((member) => used.add(referenceOf(member)));
      return group(referenceOf(report), report, members.map(row));
    });
  const loose = observations.filter((one) => !used.has(referenceOf(one)) && (reportsComplete || isLoose(one, groups)));
  return [...groups, ...looseGroups(loose, row, zone)].sort(byDateDescending((one) => one.date));
}

/** A lab value older than the oldest loaded report may belong to a report not loaded yet; it waits for its page. */
function isLoose(observation: Observation, groups: readonly ResultGroup[]): boolean {
  const oldest = groups.at(-1)?.date;
  return oldest === undefined || dateMillis(observationDate(observation)) >= dateMillis(oldest);
}

function looseGroups(loose: readonly Observation[], row: (observation: Observation) => ResultRow, zone: Zone): ResultGroup[] {
  const byDay = new Map<string, Observation[]>();
  for (const observation of loose) {
    const day = dayOf(observationDate(observation), zone) ?? '';
    byDay.set(day, [...(byDay.get(day) ?? []), observation]);
  }
  return [...byDay].map(([day, members]) => group(`day-${day}`, undefined, members.map(row)));
}

function group(id: string, report: DiagnosticReport | undefined, rows: readonly ResultRow[]): ResultGroup {
  const sorted = [...rows].sort((left, right) => gravity(right.value?.flag) - gravity(left.value?.flag));
  const first = rows[0]?.observation;
  return {
    id, report, rows: sorted,
    name: conceptText(report?.code),
    date: report?.effectiveDateTime ?? report?.effectivePeriod?.start ?? report?.issued ?? (first ? observationDate(first) : undefined),
    abnormal: rows.filter((one) => gravity(one.value?.flag) > 0).length,
    critical: rows.filter((one) => gravity(one.value?.flag) === 3).length,
  };
}

function resultValue(observation: Observation, locale: string): ReadValue | undefined {
  const own = readValue(observation, locale);
  if (own) return own;
  const parts = partsOf(observation, locale);
  if (parts.length === 0) return undefined;
  const gravest = [...parts].sort((left, right) => gravity(right.value.flag) - gravity(left.value.flag))[0]?.value;
  return {
    text: parts.map((part) => part.value.text).join(' / '),
    unit: parts[0]?.value.unit ?? '', flag: gravest?.flag, flagFromRange: gravest?.flagFromRange ?? false,
  };
}

function priorIndex(observations: readonly Observation[]): Map<string, Observation[]> {
  const index = new Map<string, Observation[]>();
  for (const observation of observations) {
    const key = measureKey(observation);
    index.set(key, [...(index.get(key) ?? []), observation]);
  }
  return index;
}

function priorOf(observation: Observation, index: ReadonlyMap<string, readonly Observation[]>, locale: string): ResultRow['prior'] {
  const same = index.get(measureKey(observation)) ?? [];
  const older = same.slice(same.indexOf(observation) + 1).find((one) => quantityUnit(one.valueQuantity) === quantityUnit(observation.valueQuantity) && resultValue(one, locale));
  const value = older ? resultValue(older, locale) : undefined;
  return older && value ? { value, date: observationDate(older) } : undefined;
}
