import { clinicDirectories, useAdministrationAct, type ClinicDirectory } from '@carewright/core';
import Alert from '@mui/material/Alert';
import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import { useTranslation } from 'react-i18next';
import { Failure } from '../../../shell/failure';
import { useStepUp } from '../../../shell/step-up';

/** Removes a directory, after saying what that does to those who sign in by it. */
export function RemoveDirectory({ entry, onClose }: { entry: ClinicDirectory; onClose: () => void }) {
  const { t } = useTranslation();
  const stepUp = useStepUp();
  const remove = useAdministrationAct((client) => clinicDirectories.remove(client, entry.directory.id));
  return (
    <Dialog open onClose={onClose} fullWidth maxWidth="xs" aria-labelledby="directory-remove-title">
      <DialogTitle id="directory-remove-title">{t('directory.removeNamed', { name: entry.directory.name })}</DialogTitle>
      <DialogContent sx={{ display: 'grid', gap: 1.5 }}>
        <Alert severity="warning">{t('directory.removeText', { count: entry.links.length, names: entry.links.map((link) => link.userName).join(', ') })}</Alert>
        <Failure error={remove.error} />
      </DialogContent>
      <DialogActions>
        <Button onClick={onClose}>{t('users.cancel')}</Button>
        <Button variant="contained" color="error" loading={remove.isPending} onClick={() => stepUp(() => remove.mutate(undefined, { onSuccess: onClose }))} data-testid="directory-remove-go">{t('directory.remove')}</Button>
      </DialogActions>
    </Dialog>
  );
}
