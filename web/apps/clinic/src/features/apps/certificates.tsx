import { appDoors, useAdministrationAct, type CertificateDraft, type CertificateKind, type RegisteredApp } from '@carewright/core';
import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import Typography from '@mui/material/Typography';
import type { SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useDates } from '../../shell/dates';
import { Failure } from '../../shell/failure';
import { useStepUp } from '../../shell/step-up';
import { CertificateFields, readCertificates } from './certificate-fields';

/** The certificates that a partner proves itself with: which there are, and others in their place. */
export function Certificates({ app, kind, onClose }: { app: RegisteredApp; kind: CertificateKind; onClose: () => void }) {
  const { t } = useTranslation();
  const dates = useDates();
  const stepUp = useStepUp();
  const set = useAdministrationAct((client, draft: CertificateDraft) => appDoors.setCertificates(client, app.clientId, draft));
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const draft = readCertificates(new FormData(event.currentTarget), kind);
    stepUp(() => set.mutate(draft, { onSuccess: onClose }));
  };
  return (
    <Dialog open onClose={onClose} fullWidth maxWidth="sm" aria-labelledby="app-certificates-title">
      <form onSubmit={submit}>
        <DialogTitle id="app-certificates-title">{t('apps.certificates.of', { name: app.name })}</DialogTitle>
        <DialogContent sx={{ display: 'grid', gap: 2, '&.MuiDialogContent-root': { pt: 1 } }}>
          <Failure error={set.error} />
          {(app.certificates ?? []).map((one) => <Typography key={one.thumbprint} variant="body2" sx={{ overflowWrap: 'anywhere' }}>{t('apps.certificates.one', { subject: one.subject, date: dates.dateTime(one.endsAt), thumbprint: one.thumbprint })}</Typography>)}
          <Typography variant="body2">{t(kind === 'own-certificate' ? 'apps.certificates.replaceOwn' : 'apps.certificates.replaceIssued')}</Typography>
          <CertificateFields kind={kind} subject={app.certificateSubject ?? ''} />
        </DialogContent>
        <DialogActions>
          <Button onClick={onClose}>{t('users.cancel')}</Button>
          <Button type="submit" variant="contained" loading={set.isPending} data-testid="certificates-save">{t('apps.certificates.replace')}</Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
