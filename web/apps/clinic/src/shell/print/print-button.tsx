import { personName, recordNumber, useRecordPrint } from '@carewright/core';
import type { Patient } from '@carewright/fhir-client';
import { Icon } from '@carewright/ui';
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import GlobalStyles from '@mui/material/GlobalStyles';
import Snackbar from '@mui/material/Snackbar';
import Typography from '@mui/material/Typography';
import { useLayoutEffect } from 'react';
import { createPortal } from 'react-dom';
import { useTranslation } from 'react-i18next';
import { useDates } from '../dates';
import { errorText } from '../words';

interface PrintButtonProps {
  readonly patient: Patient;
  /** What stands on the paper: `Type/id` each. */
  readonly resources: readonly string[];
}

/** Prints a patient's page after the server has put it on record; the paper says whose it is, who printed it and when. Printed any other way, the page stays empty. */
export function PrintButton({ patient, resources }: PrintButtonProps) {
  const { t } = useTranslation();
  const { data: stamp, reset, mutate, isPending, isError, error } = useRecordPrint();
  useLayoutEffect(() => {
    if (!stamp) return undefined;
    document.documentElement.dataset['print'] = 'recorded';
    window.addEventListener('afterprint', reset);
    window.print();
    return () => {
      delete document.documentElement.dataset['print'];
      window.removeEventListener('afterprint', reset);
    };
  }, [stamp, reset]);
  return (
    <>
      <Button className="not-on-paper" startIcon={<Icon name="print" />} loading={isPending} onClick={() => mutate(resources)} data-testid="chart-print">{t('print.print')}</Button>
      <Snackbar open={isError} onClose={reset}>
        <Alert severity="error" onClose={reset} data-testid="print-failed">{errorText(t, error)}</Alert>
      </Snackbar>
      <PaperRules />
      {stamp ? <Stamp patient={patient} by={stamp.by} at={stamp.at} /> : null}
    </>
  );
}

function Stamp({ patient, by, at }: { patient: Patient; by: string; at: string }) {
  const { t } = useTranslation();
  const dates = useDates();
  const name = personName(patient.name)?.full ?? t('patient.noName');
  const facts = [patient.birthDate ? t('patient.born', { date: dates.date(patient.birthDate) }) : '', recordNumber(patient) ? t('patient.mrn', { number: recordNumber(patient) }) : ''];
  return createPortal(
    <Box className="on-paper" data-testid="print-stamp" sx={{ borderBottom: '2px solid', p: 1 }}>
      <Typography component="p" sx={{ fontWeight: 700 }}>{[name, ...facts].filter(Boolean).join(' · ')}</Typography>
      <Typography component="p" variant="body2">{t('print.stamp', { name: by, time: dates.dateTime(at) })}</Typography>
    </Box>,
    document.body,
  );
}

const column = { maxHeight: 'none !important', overflow: 'visible !important' };

/** A sheet for the paper: nothing of the patient without a stamp. */
function PaperRules() {
  const { t } = useTranslation();
  return (
    <>
      <GlobalStyles
        styles={{
          '.on-paper, .only-unrecorded': { display: 'none' },
          '@media print': {
            'html:not([data-print]) body > *:not(.only-unrecorded)': { display: 'none !important' },
            'html:not([data-print]) .only-unrecorded': { display: 'block' },
            'html[data-print] body': { display: 'flex', flexDirection: 'column' },
            'html[data-print] .on-paper': { display: 'block', order: -1 },
            'html[data-print] .not-on-paper, html[data-print] .MuiAppBar-root, html[data-print] .MuiTabs-root': { display: 'none !important' },
            'html[data-print] [data-testid="patient-banner"]': { position: 'static !important' },
            'html[data-print] main section': column,
          },
        }}
      />
      {createPortal(<p className="only-unrecorded" data-testid="print-refused">{t('print.useButton')}</p>, document.body)}
    </>
  );
}
