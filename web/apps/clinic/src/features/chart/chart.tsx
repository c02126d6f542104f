import { usePatient } from '@carewright/core';
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { useDocumentTitle } from '../../shell/page';
import { errorText } from '../../shell/words';
import { Banner } from './banner';
import { ChartLayout } from './chart-layout';
import { useChart } from './use-chart';

/** One patient's chart. The whole first view is one batch; each panel answers for itself. */
export function Chart() {
  const { patientId } = useParams({ from: '/patients/$patientId' });
  // A new patient is a new screen: no state of the last one may linger in it.
  return <PatientChart key={patientId} patientId={patientId} />;
}

function PatientChart({ patientId }: { patientId: string }) {
  const { t } = useTranslation();
  const { item } = useSearch({ from: '/patients/$patientId' });
  const navigate = useNavigate();
  const patient = usePatient(patientId);
  const chart = useChart(patientId);
  useDocumentTitle(t('chart.title'));
  const open = useCallback(
    (reference: string | undefined) => void navigate({ to: '/patients/$patientId', params: { patientId }, search: { item: reference }, resetScroll: false }),
    [navigate, patientId],
  );

  if (patient.isError) {
    return (
      <Box sx={{ p: 3 }}>
        <Alert severity="error" action={<Button color="inherit" onClick={() => void patient.refetch()}>{t('panel.retry')}</Button>}>
          {errorText(t, patient.error)}
        </Alert>
      </Box>
    );
  }
  return (
    <>
      <Banner patient={patient.data} chart={chart} onOpen={open} />
      <ChartLayout patient={patient.data} chart={chart} item={item} onOpen={open} />
    </>
  );
}
