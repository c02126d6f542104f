import { personName, useStartExport } from '@carewright/core';
import { Icon } from '@carewright/ui';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Paper from '@mui/material/Paper';
import Typography from '@mui/material/Typography';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FinderBox } from '../../shell/finder/finder-box';
import { Confirm } from './confirm';

/** What is about to be taken out; without a patient, everyone, or for a patient the own record. */
interface Wanted {
  readonly patient?: string | undefined;
  readonly what: string;
}

/** Where an export begins. Nothing starts without a question: what leaves is not protected any more. */
export function StartExport({ own, finds }: { own: boolean; finds: boolean }) {
  const { t } = useTranslation();
  const [wanted, setWanted] = useState<Wanted>();
  const start = useStartExport();
  const close = () => {
    setWanted(undefined);
    start.reset();
  };
  return (
    <Box sx={{ display: 'grid', gap: 2, gridTemplateColumns: { md: finds ? '1fr 1fr' : '1fr' }, maxWidth: 980 }}>
      <Paper sx={{ border: '1px solid', borderColor: 'divider', p: 2, display: 'grid', gap: 1, justifyItems: 'start' }}>
        <Typography variant="h2">{t(own ? 'exports.own' : 'exports.everyone')}</Typography>
        <Button variant="contained" startIcon={<Icon name="download" />} onClick={() => setWanted({ what: t(own ? 'exports.own' : 'exports.everyone') })} data-testid="export-start">
          {t(own ? 'exports.startOwn' : 'exports.startEveryone')}
        </Button>
      </Paper>
      {finds ? (
        <Paper sx={{ border: '1px solid', borderColor: 'divider', p: 2, display: 'grid', gap: 1, alignContent: 'start' }} data-testid="export-patient">
          <Typography variant="h2">{t('exports.onePatient')}</Typography>
          <FinderBox
            field label={t('exports.patientFind')} placeholder={t('exports.patientPlaceholder')}
            onPatient={(patient) => patient.id === undefined ? undefined : setWanted({ patient: patient.id, what: t('exports.of', { name: personName(patient.name)?.full ?? patient.id }) })}
          />
        </Paper>
      ) : null}
      {wanted ? (
        <Confirm
          title={t('exports.confirmTitle', { what: wanted.what })} text={t('exports.confirmText')} action={t('exports.start')} pending={start.isPending} error={start.error}
          onConfirm={() => start.mutate(wanted.patient, { onSuccess: close })} onClose={close}
        />
      ) : null}
    </Box>
  );
}
