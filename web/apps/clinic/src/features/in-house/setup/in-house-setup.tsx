import { hasArea, inHouseDoors, useInHouseAct, useInHouseSetup, useSession, type InHouseSetup } from '@carewright/core';
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import CircularProgress from '@mui/material/CircularProgress';
import MenuItem from '@mui/material/MenuItem';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Card } from '../../../shell/card';
import { Failure } from '../../../shell/failure';
import { Page } from '../../../shell/page';
import { errorText } from '../../../shell/words';
import { CertificateForm } from './certificate-form';
import { Competencies } from './competencies';
import { TestEditor } from './test-editor';

/** What the clinic tests itself, under which certificate, and who may. */
export function InHouseSetupScreen() {
  const { t } = useTranslation();
  const isOffered = hasArea(useSession(), 'interfaces');
  return <Page title={t('inHouse.setup.title')}>{isOffered ? <Setup /> : <Alert severity="info">{t('errors.forbidden')}</Alert>}</Page>;
}

function Setup() {
  const { t } = useTranslation();
  const setup = useInHouseSetup();
  if (setup.isError) return <Alert severity="error">{errorText(t, setup.error)}</Alert>;
  if (setup.data === undefined) return <CircularProgress aria-label={t('panel.loading')} />;
  const { tests, organizations } = setup.data;
  const owner = organizations.find((one) => tests.some((test) => test.organization === one.id));
  return (
    <Box sx={{ display: 'grid', gap: 2, gridTemplateColumns: { xs: 'minmax(0, 1fr)', md: 'repeat(2, minmax(0, 1fr))' }, alignItems: 'start' }}>
      {tests.length === 0 ? <Starter organizations={organizations} /> : <TestEditor tests={tests} />}
      {owner ? <CertificateForm key={owner.id} organization={owner} /> : null}
      {tests.length > 0 ? <Competencies setup={setup.data} /> : null}
    </Box>
  );
}

/** Nothing is there: the tests that many offices do, with one press. */
function Starter({ organizations }: { organizations: InHouseSetup['organizations'] }) {
  const { t } = useTranslation();
  const [chosen, setChosen] = useState('');
  const start = useInHouseAct(inHouseDoors.start);
  const organization = chosen || (organizations.length === 1 ? (organizations[0]?.id ?? '') : '');
  return (
    <Card title={t('inHouse.setup.nothing')}>
      <Typography variant="body2">{t('inHouse.setup.what')}</Typography>
      {organizations.length === 0 ? <Alert severity="info">{t('inHouse.setup.noOrganization')}</Alert> : (
        <TextField select label={t('inHouse.setup.clinic')} value={organization} onChange={(event) => setChosen(event.target.value)} slotProps={{ htmlInput: { 'data-testid': 'starter-clinic' } }}>
          {organizations.map((one) => <MenuItem key={one.id} value={one.id}>{one.name}</MenuItem>)}
        </TextField>
      )}
      <Failure error={start.error} />
      <Box><Button variant="contained" disabled={organization === '' || start.isPending} onClick={() => start.mutate(organization)} data-testid="starter">{t('inHouse.setup.start')}</Button></Box>
    </Card>
  );
}
