import { interfaceDoors, usePartnerAct, type Partner } from '@carewright/core';
import Alert from '@mui/material/Alert';
import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import { useTranslation } from 'react-i18next';
import { Failure } from '../../shell/failure';
import { useStepUp } from '../../shell/step-up';

/** Removes a partner, after saying what stays and what does not. */
export function RemovePartner({ partner, onClose }: { partner: Partner; onClose: () => void }) {
  const { t } = useTranslation();
  const stepUp = useStepUp();
  const remove = usePartnerAct((client) => interfaceDoors.remove(client, partner.id));
  return (
    <Dialog open onClose={onClose} fullWidth maxWidth="xs" aria-labelledby="partner-remove-title">
      <DialogTitle id="partner-remove-title">{t('interfaces.removeNamed', { name: partner.name })}</DialogTitle>
      <DialogContent sx={{ display: 'grid', gap: 1.5 }}>
        <Alert severity="warning">{t('interfaces.removeText')}</Alert>
        <Failure error={remove.error} />
      </DialogContent>
      <DialogActions>
        <Button onClick={onClose}>{t('users.cancel')}</Button>
        <Button variant="contained" color="error" loading={remove.isPending} onClick={() => stepUp(() => remove.mutate(undefined, { onSuccess: onClose }))} data-testid="partner-remove-go">{t('interfaces.remove')}</Button>
      </DialogActions>
    </Dialog>
  );
}
