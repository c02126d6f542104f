import { may, useSession } from '@carewright/core';
import Box from '@mui/material/Box';
import Tab from '@mui/material/Tab';
import Tabs from '@mui/material/Tabs';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { FinderBox } from '../../shell/finder/finder-box';
import { Page } from '../../shell/page';
import { Exceptions } from './exceptions';
import { Requests } from './requests';

type View = 'requests' | 'exceptions';

/** The desk of whoever answers for privacy: what patients have asked for, and what was denied or delayed. */
export function PatientRights() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const view: View = useSearch({ from: '/patient-rights' }).view === 'exceptions' ? 'exceptions' : 'requests';
  return (
    <Page title={t('rights.title')} actions={<PatientBox />}>
      <Tabs value={view} onChange={(_, next: View) => void navigate({ to: '/patient-rights', search: { view: next } })} aria-label={t('rights.title')} sx={{ mb: 2, borderBottom: '1px solid', borderColor: 'divider' }}>
        {(['requests', 'exceptions'] as const).map((one) => <Tab key={one} value={one} label={t(`rights.view.${one}`)} id={`rights-tab-${one}`} aria-controls="rights-view" />)}
      </Tabs>
      <Box id="rights-view" role="tabpanel" aria-labelledby={`rights-tab-${view}`}>{view === 'requests' ? <Requests /> : <Exceptions />}</Box>
    </Page>
  );
}

/** The way to one patient's page, where no chart leads to it. */
function PatientBox() {
  const { t } = useTranslation();
  const session = useSession();
  const navigate = useNavigate();
  if (!may(session, 'Patient', 'search')) return null;
  return (
    <Box data-testid="rights-patient" sx={{ flex: '1 1 260px', maxWidth: { sm: 420 } }}>
      <FinderBox field label={t('rights.patientFind')} placeholder={t('rights.patientFind')} onPatient={(patient) => { if (patient.id !== undefined) void navigate({ to: '/patients/$patientId/privacy', params: { patientId: patient.id } }); }} />
    </Box>
  );
}
