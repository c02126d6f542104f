/** A place in an HL7 v2 message: `OBX[2]-5[1].1.2`. What the text leaves out is the first, or, from the component on, undefined: all of it. */
export interface Place {
  readonly segment: string;
  readonly occurrence: number;
  readonly field: number | undefined;
  readonly repetition: number | undefined;
  readonly component: number | undefined;
  readonly subcomponent: number | undefined;
}

const form = /^([A-Z][A-Z0-9]{2})(?:\[(\d+)\])?(?:-(\d+)(?:\[(\d+)\])?(?:\.(\d+))?(?:\.(\d+))?)?$/;
const numberOf = (text: string | undefined) => (text === undefined ? undefined : Number(text));

/** Reads a place; undefined for anything else, such as a constant of a map. */
export function readPlace(text: string): Place | undefined {
  const match = form.exec(text);
  if (!match) return undefined;
  const [, segment = '', occurrence, field, repetition, component, subcomponent] = match;
  return { segment, occurrence: Number(occurrence ?? 1), field: numberOf(field), repetition: numberOf(repetition), component: numberOf(component), subcomponent: numberOf(subcomponent) };
}

/** Whether two places have anything in common: one is the other, or lies in it. */
export function meet(one: Place, other: Place): boolean {
  if (one.segment !== other.segment || one.occurrence !== other.occurrence) return false;
  const parts = ['field', 'repetition', 'component', 'subcomponent'] as const;
  return parts.every((part) => one[part] === undefined || other[part] === undefined || one[part] === other[part]);
}

export interface MessageField {
  /** From 1; MSH-1 and MSH-2 count. */
  readonly number: number;
  readonly text: string;
}

export interface MessageSegment {
  readonly name: string;
  readonly occurrence: number;
  readonly fields: readonly MessageField[];
}

export interface Delimiters {
  readonly field: string;
  readonly component: string;
  readonly repetition: string;
  readonly subcomponent: string;
}

export interface ShownMessage {
  readonly delimiters: Delimiters;
  readonly segments: readonly MessageSegment[];
}

/** A message for the eye: its segments and fields. A line that does not begin like a segment belongs to the field before it, as the server reads it. */
export function readMessage(text: string): ShownMessage {
  const trimmed = text.trim();
  const delimiters: Delimiters = { field: trimmed[3] ?? '|', component: trimmed[4] ?? '^', repetition: trimmed[5] ?? '~', subcomponent: trimmed[7] ?? '&' };
  const counts = new Map<string, number>();
  const segments = linesOf(trimmed, delimiters.field).map((line): MessageSegment => {
    const name = line.slice(0, 3);
    const occurrence = (counts.get(name) ?? 0) + 1;
    counts.set(name, occurrence);
    return { name, occurrence, fields: fieldsOf(line, delimiters.field) };
  });
  return { delimiters, segments };
}

function linesOf(text: string, separator: string): string[] {
  const lines: string[] = [];
  for (const line of text.split(/\r\n|\r|\n/)) {
    const begins = /^[A-Z0-9]{3}$/.test(line.slice(0, 3)) && (line.length === 3 || line[3] === separator);
    const last = lines.length - 1;
    if (begins || last < 0) lines.push(line);
    else if (line.trim() !== '') lines[last] = `${lines[last] ?? ''}\n${line}`;
  }
  return lines;
}

function fieldsOf(line: string, separator: string): MessageField[] {
  const [name, ...rest] = line.split(separator);
  const texts = name === 'MSH' ? [separator, ...rest] : rest;
  return texts.map((text, index) => ({ number: index + 1, text }));
}

/** A piece of a field's text, with its place where it has one; delimiters have none. */
export interface Piece {
  readonly text: string;
  readonly place: Place | undefined;
}

/** A field's text cut at its repetitions, components and sub-components. */
export function piecesOf(segment: MessageSegment, field: MessageField, delimiters: Delimiters): Piece[] {
  const place: Place = { segment: segment.name, occurrence: segment.occurrence, field: field.number, repetition: undefined, component: undefined, subcomponent: undefined };
  // The delimiters themselves are no content.
  if (segment.name === 'MSH' && field.number <= 2) return [{ text: field.text, place }];
  const cut = (text: string, delimiter: string, inner: (part: string, number: number) => Piece[]): Piece[] =>
    text.split(delimiter).flatMap((part, index) => [...(index > 0 ? [{ text: delimiter, place: undefined }] : []), ...inner(part, index + 1)]);
  return cut(field.text, delimiters.repetition, (one, repetition) =>
    cut(one, delimiters.component, (part, component) =>
      cut(part, delimiters.subcomponent, (leaf, subcomponent) => [{ text: leaf, place: { ...place, repetition, component, subcomponent } }])));
}

/** The place of a field, in words of the standard; the occurrence where there are several such segments. */
export function fieldPath(segment: MessageSegment, field: MessageField, isOneOfSeveral: boolean): string {
  return `${segment.name}${isOneOfSeveral ? `[${segment.occurrence}]` : ''}-${field.number}`;
}
