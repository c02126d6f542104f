import { conceptText, ofType, useEarlierVersions, useInHouse, useInHouseReports, type InHouseTest } from '@carewright/core';
import type { DiagnosticReport, Observation } from '@carewright/fhir-client';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useDates } from '../../shell/dates';
import { Line, Section } from '../../shell/section';
import { CorrectForm } from './correct-form';

const own = 'https://carewright.example/fhir/CodeSystem/in-house-test';

/** What the clinic has reported for a patient, what stood there before a correction, and the way to one. */
export function Corrections({ patientId }: { patientId: string }) {
  const { t } = useTranslation();
  const reports = useInHouseReports(patientId);
  const all = ofType<DiagnosticReport>(reports.data ?? [], 'DiagnosticReport');
  return (
    <Section title={t('inHouse.reported')} query={reports} empty={t('inHouse.nothingReported')} isEmpty={all.length === 0}>
      {all.map((report) => <ReportLine key={report.id} report={report} results={resultsOf(report, ofType<Observation>(reports.data ?? [], 'Observation'))} />)}
    </Section>
  );
}

function ReportLine({ report, results }: { report: DiagnosticReport; results: readonly Observation[] }) {
  const { t } = useTranslation();
  const dates = useDates();
  const [isOpen, setOpen] = useState(false);
  const code = report.code.coding?.find((one) => one.system === own)?.code;
  const test: InHouseTest | undefined = useInHouse().data?.tests.find((one) => one.code === code);
  const isError = report.status === 'entered-in-error';
  const actions = test === undefined || isError ? null : <Button variant="outlined" onClick={() => setOpen(!isOpen)} aria-expanded={isOpen} data-testid="correct-open">{t('inHouse.correct')}</Button>;
  return (
    <Line testId="in-house-report" actions={actions}>
      <Typography sx={{ fontWeight: 600, overflowWrap: 'anywhere', textDecoration: isError ? 'line-through' : 'none' }}>{test?.name ?? conceptText(report.code) ?? ''}</Typography>
      <Typography variant="body2" sx={{ color: 'text.secondary' }}>{[report.effectiveDateTime ? dates.dateTime(report.effectiveDateTime) : '', t(`inHouse.status.${report.status}`, { defaultValue: report.status })].filter(Boolean).join(' · ')}</Typography>
      {results.map((result) => <ResultLine key={result.id} result={result} />)}
      {isOpen && test ? <CorrectForm report={report.id ?? ''} test={test} onDone={() => setOpen(false)} /> : null}
    </Line>
  );
}

/** A value; when it was corrected, the one that stood there before, crossed out, and why. */
function ResultLine({ result }: { result: Observation }) {
  const { t } = useTranslation();
  const wasCorrected = result.status === 'corrected' || result.status === 'entered-in-error';
  const earlier = useEarlierVersions(result.id ?? '', wasCorrected);
  const valueText = useValueText();
  const before = [...new Set((earlier.data ?? []).map(valueText))].filter((text) => text !== '');
  const now = valueText(result);
  return (
    <Box>
      <Typography variant="body2">
        {`${conceptText(result.code) ?? ''}: `}
        {before.filter((text) => text !== now || result.status === 'entered-in-error').map((text) => <Box component="del" key={text} aria-label={t('inHouse.before', { value: text })} sx={{ mr: 1, color: 'text.secondary' }} data-testid="earlier-value">{text}</Box>)}
        {result.status === 'entered-in-error' ? null : <strong>{now}</strong>}
      </Typography>
      {result.note?.map((note) => <Typography key={`${note.time ?? ''}${note.text}`} variant="body2" sx={{ color: 'text.secondary' }}>{[note.authorString, note.text].filter(Boolean).join(': ')}</Typography>)}
    </Box>
  );
}

function useValueText(): (result: Observation) => string {
  const { t } = useTranslation();
  return (result) => {
    const quantity = result.valueQuantity;
    const word = conceptText(result.valueCodeableConcept);
    return quantity?.value === undefined ? (word === undefined ? '' : t(`inHouse.word.${word}`, { defaultValue: word })) : [quantity.value, quantity.unit].filter((part) => part !== undefined).join(' ');
  };
}

function resultsOf(report: DiagnosticReport, observations: readonly Observation[]): Observation[] {
  return (report.result ?? []).flatMap((one) => observations.find((observation) => one.reference === `Observation/${observation.id ?? ''}`) ?? []);
}
