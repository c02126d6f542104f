import { may, useSession } from '@carewright/core';
import Box from '@mui/material/Box';
import Tab from '@mui/material/Tab';
import Tabs from '@mui/material/Tabs';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { FinderBox } from '../../shell/finder/finder-box';
import { Page } from '../../shell/page';
import { Ages } from './ages';
import { Exceptions } from './exceptions';
import { Requests } from './requests';

const views = ['requests', 'exceptions', 'ages'] as const;
type View = (typeof views)[number];

/** The desk of whoever answers for privacy: what patients have asked for, what was denied or delayed, and from which ages on minors decide alone. */
export function PatientRights() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const asked = useSearch({ from: '/patient-rights' }).view;
  const view: View = views.find((one) => one === asked) ?? 'requests';
  return (
    <Page title={t('rights.title')} actions={<PatientBox />}>
      <Tabs value={view} onChange={(_, next: View) => void navigate({ to: '/patient-rights', search: { view: next } })} aria-label={t('rights.title')} variant="scrollable" sx={{ mb: 2, borderBottom: '1px solid', borderColor: 'divider' }}>
        {views.map((one) => <Tab key={one} value={one} label={t(`rights.view.${one}`)} id={`rights-tab-${one}`} aria-controls="rights-view" />)}
      </Tabs>
      <Box id="rights-view" role="tabpanel" aria-labelledby={`rights-tab-${view}`}>
        {view === 'requests' ? <Requests /> : null}
        {view === 'exceptions' ? <Exceptions /> : null}
        {view === 'ages' ? <Ages /> : null}
      </Box>
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
