import { hasArea, mayOperate, takesIn, usePrivacyRequests, useSession } from '@carewright/core';
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';
import { Link, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Page } from '../../shell/page';
import { usePatientWords } from '../../shell/patient-words';
import { Section } from '../../shell/section';
import { Accounting } from './accounting';
import { DisclosureForm } from './disclosure-forms';
import { ExceptionForm } from './exception-form';
import { Holds } from './holds';
import { Looks } from './looks';
import { PatientExceptions } from './patient-exceptions';
import { Proxies } from './proxies';
import { RequestView } from './request-view';

/** One patient's privacy: everything for whoever answers for it; for who takes wishes in, the requests, and what they enter themselves. */
export function PatientPrivacy() {
  const { patientId } = useParams({ from: '/patients/$patientId/privacy' });
  return <PatientPage key={patientId} patientId={patientId} />;
}

function PatientPage({ patientId }: { patientId: string }) {
  const { t } = useTranslation();
  const session = useSession();
  const decides = mayOperate(session, 'privacy');
  const who = usePatientWords(`Patient/${patientId}`);
  const back = hasArea(session, 'chart')
    ? <Button component={Link} to={`/patients/${patientId}`} variant="outlined">{t('rights.toChart')}</Button>
    : <Button component={Link} to="/patient-rights" variant="outlined">{t('rights.toDesk')}</Button>;
  return (
    <Page title={t('rights.patientTitle')} actions={back}>
      <Typography sx={{ mb: 2, fontWeight: 650, overflowWrap: 'anywhere' }} data-testid="privacy-patient">{who}</Typography>
      {takesIn(session) ? <PatientRequests patientId={patientId} /> : <Alert severity="info">{t('errors.forbidden')}</Alert>}
      {takesIn(session) && !decides ? <Entering patientId={patientId} /> : null}
      {decides ? (
        <>
          <Proxies patientId={patientId} />
          <Holds patientId={patientId} />
          <Looks patientId={patientId} />
          <Accounting patientId={patientId} />
          <PatientExceptions patientId={patientId} />
        </>
      ) : null}
    </Page>
  );
}

function PatientRequests({ patientId }: { patientId: string }) {
  const { t } = useTranslation();
  const session = useSession();
  const requests = usePrivacyRequests(patientId);
  const all = requests.data?.requests ?? [];
  return (
    <Section title={t('rights.patientRequests')} query={requests} empty={t(hasArea(session, 'chart') ? 'rights.patientNoneChart' : 'rights.patientNone')} isEmpty={all.length === 0}>
      {all.map((one) => <Box component="li" key={one.record.id}><RequestView request={one} isOfPatient /></Box>)}
    </Section>
  );
}

/** For who may not see the lists: what was entered is confirmed, and goes to whoever answers for privacy. */
function Entering({ patientId }: { patientId: string }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState<'disclosure' | 'exception'>();
  const [done, setDone] = useState(false);
  const close = () => setOpen(undefined);
  const start = (which: 'disclosure' | 'exception') => () => { setDone(false); setOpen(which); };
  return (
    <Box component="section" aria-labelledby="entering">
      <Typography variant="h2" id="entering" sx={{ mb: 1 }}>{t('rights.entering')}</Typography>
      <Typography variant="body2" sx={{ mb: 1, maxWidth: 760 }}>{t('rights.enteringHelp')}</Typography>
      {done ? <Alert severity="success" sx={{ mb: 1 }} data-testid="entered">{t('rights.entered')}</Alert> : null}
      <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1 }}>
        <Button variant="outlined" onClick={start('disclosure')} data-testid="disclosure-add">{t('rights.addDisclosure')}</Button>
        <Button variant="outlined" onClick={start('exception')} data-testid="exception-add">{t('rights.addException')}</Button>
      </Box>
      {open === 'disclosure' ? <DisclosureForm patient={patientId} onClose={close} onDone={() => setDone(true)} /> : null}
      {open === 'exception' ? <ExceptionForm patient={patientId} onClose={close} onDone={() => setDone(true)} /> : null}
    </Box>
  );
}
