import { useExceptions } from '@carewright/core';
import { Icon } from '@carewright/ui';
import Button from '@mui/material/Button';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Section } from '../../shell/section';
import { ExceptionForm } from './exception-form';
import { ExceptionLine } from './exception-line';

/** What of one patient's record was denied or delayed. */
export function PatientExceptions({ patientId }: { patientId: string }) {
  const { t } = useTranslation();
  const [adding, setAdding] = useState(false);
  const exceptions = useExceptions({ patient: patientId });
  const uses = exceptions.data?.uses ?? [];
  return (
    <>
      <Section
        title={t('rights.patientExceptions')} query={exceptions} empty={t('rights.exceptionsEmpty')} isEmpty={uses.length === 0}
        action={<Button variant="outlined" startIcon={<Icon name="add" />} onClick={() => setAdding(true)} data-testid="exception-add">{t('rights.addException')}</Button>}
      >
        {uses.map((use) => <ExceptionLine key={use.id} use={use} isOfPatient />)}
      </Section>
      {adding ? <ExceptionForm patient={patientId} onClose={() => setAdding(false)} /> : null}
    </>
  );
}
