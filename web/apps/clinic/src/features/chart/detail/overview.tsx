import { conceptText, localReference, may, noteDate, personName, quantityNumber, quantityUnit, readValue, useSession, type Dates, type Partly } from '@carewright/core';
import type { CodeableConcept, DocumentReference, FhirResource, Reference } from '@carewright/fhir-client';
import { Fact, Secondary } from '@carewright/ui';
import Box from '@mui/material/Box';
import Link from '@mui/material/Link';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useDates } from '../../../shell/dates';
import { codeWord } from '../../../shell/words';
import { FlagMark } from '../flag-mark';
import { NoteReader } from './note-reader';

/** What a person calls this record. */
export function titleOf(resource: FhirResource): string | undefined {
  if (resource.resourceType === 'Patient') return personName(resource.name)?.full;
  if (resource.resourceType === 'DocumentReference') return resource.description ?? conceptText(resource.type);
  const holder = resource as { code?: CodeableConcept; vaccineCode?: CodeableConcept; medicationCodeableConcept?: CodeableConcept; type?: CodeableConcept | CodeableConcept[]; appointmentType?: CodeableConcept };
  const type = Array.isArray(holder.type) ? holder.type[0] : holder.type;
  return [holder.code, holder.vaccineCode, holder.medicationCodeableConcept, type, holder.appointmentType].map((concept) => (typeof concept === 'object' ? conceptText(concept) : undefined)).find(Boolean);
}

/** Elements that say nothing to a reader or are shown otherwise. */
const skipped = new Set(['resourceType', 'id', 'meta', 'text', 'contained', 'extension', 'modifierExtension', 'implicitRules', 'photo', 'presentedForm', 'subject', 'patient', 'beneficiary']);

export function Overview({ resource, onOpen }: { resource: FhirResource; onOpen: (reference: string) => void }) {
  const { t } = useTranslation();
  const dates = useDates();
  const attachments = resource.resourceType === 'DocumentReference' ? ((resource as Partly<DocumentReference>).content ?? []).map((content) => content.attachment) : resource.resourceType === 'DiagnosticReport' ? (resource.presentedForm ?? []) : [];
  const entries = Object.entries(resource).filter(([name, value]) => !skipped.has(name) && !name.startsWith('_') && value !== undefined && !(attachments.length > 0 && name === 'content'));
  const value = resource.resourceType === 'Observation' ? readValue(resource, dates.locale) : undefined;
  return (
    <Box sx={{ p: 2, display: 'grid', gap: 1.5 }}>
      {resource.resourceType === 'DocumentReference' ? <Secondary block>{[resource.author?.map((one) => one.display).filter(Boolean).join(', '), dates.dateTime(noteDate(resource)), codeWord(t, 'docStatus', resource.docStatus)].filter(Boolean).join(' · ')}</Secondary> : null}
      {attachments.map((attachment, index) => <NoteReader key={index} attachment={attachment} />)}
      {value ? <Box sx={{ fontSize: '1.25rem', fontWeight: 650 }}>{value.text} <Box component="span" sx={{ fontSize: '0.875rem', color: 'text.secondary' }}>{value.unit}</Box> <FlagMark value={value} /></Box> : null}
      <Box component="dl" sx={{ m: 0 }}>
        {entries.map(([name, content]) => {
          const shown = <Value value={content as unknown} onOpen={onOpen} />;
          return <Fact key={name} term={t(`elements.${name}`, { defaultValue: spaced(name) })}>{shown}</Fact>;
        })}
      </Box>
    </Box>
  );
}

/** The standard's own element name, its words apart. */
function spaced(name: string): string {
  return name.replace(/([a-z])([A-Z])/g, (_, before: string, after: string) => `${before} ${after.toLowerCase()}`);
}

function Value({ value, onOpen }: { value: unknown; onOpen: (reference: string) => void }): ReactNode {
  const dates = useDates();
  const session = useSession();
  if (Array.isArray(value)) return value.map((one, index) => <Box key={index}><Value value={one as unknown} onOpen={onOpen} /></Box>);
  if (typeof value === 'string') return /^\d{4}-\d{2}-\d{2}(T|$)/.test(value) ? dates.dateTime(value) : value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value !== 'object' || value === null) return null;
  const reference = (value as Reference).reference;
  if (typeof reference === 'string') {
    const target = localReference(value);
    const words = (value as Reference).display ?? reference;
    return target && may(session, target.split('/')[0] ?? '', 'read') ? <Link component="button" onClick={() => onOpen(target)} sx={{ font: 'inherit', textAlign: 'left' }}>{words}</Link> : words;
  }
  return <>{plainText(value as Record<string, unknown>, dates)}</>;
}

/** The common data types as text; anything else as its leaves, since leaving it out would hide part of the record. */
function plainText(value: Record<string, unknown>, dates: Dates): string {
  const concept = value as CodeableConcept;
  if (concept.text !== undefined || Array.isArray(concept.coding)) return conceptText(concept) ?? '';
  if (typeof value['value'] === 'number') return `${quantityNumber(value, dates.locale)} ${quantityUnit(value)}`.trim();
  if ('family' in value || 'given' in value) return personName([value])?.full ?? '';
  if ('start' in value || 'end' in value) return [value['start'], value['end']].map((one) => (typeof one === 'string' ? dates.date(one) : '')).join(' – ');
  if (typeof value['display'] === 'string') return value['display'];
  return Object.entries(value).filter(([name]) => !['system', 'extension', 'id', 'use', 'data', 'valueText'].includes(name) && !name.startsWith('_')).map(([, one]) => leafText(one, dates)).filter(Boolean).join(' · ');
}

function leafText(value: unknown, dates: Dates): string {
  if (Array.isArray(value)) return value.map((one: unknown) => leafText(one, dates)).filter(Boolean).join(', ');
  if (typeof value === 'object' && value !== null) return plainText(value as Record<string, unknown>, dates);
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}
