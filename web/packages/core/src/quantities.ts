import type { CodeableConcept, Observation, ObservationComponent, ObservationReferenceRange, Quantity } from '@carewright/fhir-client';
import { conceptText } from './names';

/** A quantity whose digits were kept as sent (see parseFhir). */
type KeptQuantity = Quantity & { readonly valueText?: string };

/** The number as the sender wrote it, with the decimal sign of the reader's language. */
export function quantityNumber(quantity: Quantity | undefined, locale: string): string {
  if (quantity?.value === undefined) return '';
  const digits = (quantity as KeptQuantity).valueText ?? String(roundNoise(quantity.value));
  const fraction = digits.split('.')[1]?.length ?? 0;
  if (/e/i.test(digits)) return digits;
  const format = new Intl.NumberFormat(locale, { minimumFractionDigits: fraction, maximumFractionDigits: fraction, useGrouping: false });
  return `${quantity.comparator ?? ''}${format.format(Number(digits))}`;
}

/** Generated data carries float noise (72.80000000000001); more than four decimals of it help nobody at the bedside. */
function roundNoise(value: number): number {
  return Math.abs(value) >= 0.001 ? Math.round(value * 10_000) / 10_000 : value;
}

/** Unit as a person reads it; UCUM annotations in braces say nothing to a reader. */
export function quantityUnit(quantity: Quantity | undefined): string {
  const unit = quantity?.unit ?? quantity?.code ?? '';
  return unit.replace(/\{[^}]*\}/g, '').replace(/^1$/, '').replace('mm[Hg]', 'mmHg').replace('[degF]', '°F').replace(/^Cel$/, '°C').replace('[lb_av]', 'lb').replace('[in_i]', 'in').replace(/^kg\/m2$/, 'kg/m²').replace(/^10\*(\d)\/(u?L)$/, '10^$1/$2');
}

export type Flag = 'critical-low' | 'critical-high' | 'low' | 'high' | 'abnormal' | 'normal';

export interface ReadValue {
  /** The text of the value without its unit. */
  readonly text: string;
  readonly unit: string;
  readonly number?: number | undefined;
  readonly flag?: Flag | undefined;
  /** True when the flag was worked out here from the reference range, since the sender gave none. */
  readonly flagFromRange: boolean;
  readonly range?: string | undefined;
}

type Measured = Pick<
  Observation | ObservationComponent,
  'valueQuantity' | 'valueCodeableConcept' | 'valueString' | 'valueInteger' | 'valueBoolean' | 'valueRange' | 'valueRatio' | 'valueDateTime' | 'valueTime' | 'interpretation' | 'referenceRange' | 'dataAbsentReason'
>;

/** One observation's or component's value as read on screen, with its flag and range; undefined when it has no value. */
export function readValue(measured: Measured, locale: string): ReadValue | undefined {
  const text = valueText(measured, locale);
  if (text === undefined) return undefined;
  const sent = flagOf(measured.interpretation);
  const computed = sent === undefined ? flagFromRange(measured.valueQuantity, measured.referenceRange) : undefined;
  return {
    text,
    unit: quantityUnit(measured.valueQuantity),
    number: measured.valueQuantity?.value ?? measured.valueInteger,
    flag: sent ?? computed,
    flagFromRange: computed !== undefined,
    range: rangeText(measured.referenceRange?.[0], locale),
  };
}

function valueText(measured: Measured, locale: string): string | undefined {
  if (measured.valueQuantity) return quantityNumber(measured.valueQuantity, locale) || undefined;
  if (measured.valueCodeableConcept) return conceptText(measured.valueCodeableConcept);
  if (measured.valueInteger !== undefined) return String(measured.valueInteger);
  if (measured.valueBoolean !== undefined) return measured.valueBoolean ? '+' : '−';
  if (measured.valueRange) return `${quantityNumber(measured.valueRange.low, locale)}–${quantityNumber(measured.valueRange.high, locale)}`;
  if (measured.valueRatio) return `${quantityNumber(measured.valueRatio.numerator, locale)}:${quantityNumber(measured.valueRatio.denominator, locale)}`;
  return measured.valueString ?? measured.valueDateTime ?? measured.valueTime ?? conceptText(measured.dataAbsentReason);
}

const flagsByCode: Readonly<Record<string, Flag>> = {
  LL: 'critical-low', HH: 'critical-high', LU: 'critical-low', HU: 'critical-high', AA: 'abnormal',
  L: 'low', '<': 'low', H: 'high', '>': 'high', A: 'abnormal', POS: 'abnormal', DET: 'abnormal', R: 'abnormal', N: 'normal', NEG: 'normal', ND: 'normal',
};

/** HL7 v3 ObservationInterpretation, the gravest of those sent. */
export function flagOf(interpretation: readonly CodeableConcept[] | undefined): Flag | undefined {
  const flags = (interpretation ?? []).flatMap((concept) => concept.coding ?? []).map((coding) => flagsByCode[coding.code ?? '']);
  return flags.filter((flag) => flag !== undefined).sort((a, b) => gravity(b) - gravity(a))[0];
}

/** 3 critical, 2 out of range or abnormal, 0 otherwise. */
export function gravity(flag: Flag | undefined): number {
  if (flag === 'critical-high' || flag === 'critical-low') return 3;
  return flag === undefined || flag === 'normal' ? 0 : 2;
}

/** Compared only when value and limit are in the same unit: a limit in another unit proves nothing. */
function flagFromRange(quantity: Quantity | undefined, ranges: readonly ObservationReferenceRange[] | undefined): Flag | undefined {
  const range = ranges?.length === 1 ? ranges[0] : undefined;
  if (quantity?.value === undefined || quantity.comparator || !range) return undefined;
  if (comparable(quantity, range.low) && quantity.value < (range.low?.value ?? 0)) return 'low';
  if (comparable(quantity, range.high) && quantity.value > (range.high?.value ?? 0)) return 'high';
  return undefined;
}

function comparable(quantity: Quantity, limit: Quantity | undefined): boolean {
  if (limit?.value === undefined) return false;
  const [a, b] = [quantity.code ?? quantity.unit, limit.code ?? limit.unit];
  return b === undefined || a === b || quantity.unit === limit.unit;
}

/** With the unit of the range itself: it need not be the value's. */
function rangeText(range: ObservationReferenceRange | undefined, locale: string): string | undefined {
  if (!range) return undefined;
  const [low, high] = [quantityNumber(range.low, locale), quantityNumber(range.high, locale)];
  const unit = quantityUnit(range.low) || quantityUnit(range.high);
  const numbers = low && high ? `${low}–${high}` : low ? `≥ ${low}` : high ? `≤ ${high}` : undefined;
  return numbers === undefined ? range.text : [numbers, unit].filter(Boolean).join(' ');
}
