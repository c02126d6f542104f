import { appDoors, useAdministrationAct, type AppEdit, type RegisteredApp } from '@carewright/core';
import Alert from '@mui/material/Alert';
import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import TextField from '@mui/material/TextField';
import type { SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Failure } from '../../shell/failure';
import { changesOf } from './app-edit';

/** Changes what an app is. Whatever is more than its words takes the approval back, and the dialog says so. */
export function EditApp({ app, onClose }: { app: RegisteredApp; onClose: () => void }) {
  const { t } = useTranslation();
  const edit = useAdministrationAct((client, changes: AppEdit) => appDoors.change(client, app.clientId, changes));
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const changes = changesOf(app, new FormData(event.currentTarget));
    if (Object.keys(changes).length === 0) onClose();
    else edit.mutate(changes, { onSuccess: onClose });
  };
  const exact = { autoComplete: 'off', slotProps: { htmlInput: { spellCheck: false } } } as const;
  return (
    <Dialog open onClose={onClose} fullWidth maxWidth="sm" aria-labelledby="app-edit-title">
      <form onSubmit={submit}>
        <DialogTitle id="app-edit-title">{t('apps.editApp', { name: app.name })}</DialogTitle>
        <DialogContent sx={{ display: 'grid', gap: 2, '&.MuiDialogContent-root': { pt: 1 } }}>
          <Failure error={edit.error} />
          {app.state === 'approved' ? <Alert severity="warning">{t('apps.editText')}</Alert> : null}
          <TextField name="name" label={t('apps.form.name')} required autoFocus defaultValue={app.name} autoComplete="off" />
          <TextField name="description" label={t('apps.form.description')} helperText={t('apps.form.descriptionHelp')} defaultValue={app.description} autoComplete="off" />
          {app.isBackend ? null : (
            <>
              <TextField name="redirectUris" label={t('apps.form.redirects')} helperText={t('apps.form.redirectsHelp')} required multiline defaultValue={app.redirectUris.join('\n')} {...exact} />
              <TextField name="launchUri" label={t('apps.form.launch')} helperText={t('apps.form.launchHelp')} defaultValue={app.launchUri ?? ''} {...exact} />
            </>
          )}
          {app.kind === 'key' ? (
            <>
              <TextField name="jwksUri" label={t('apps.form.jwksUri')} defaultValue={app.jwksUri ?? ''} {...exact} />
              <TextField name="jwks" label={t('apps.form.jwks')} helperText={t('apps.keysKept')} multiline minRows={2} {...exact} />
            </>
          ) : null}
          <TextField name="scopes" label={t('apps.form.scopes')} helperText={t('apps.form.scopesHelp')} required multiline minRows={2} defaultValue={app.scopes} {...exact} />
        </DialogContent>
        <DialogActions>
          <Button onClick={onClose}>{t('users.cancel')}</Button>
          <Button type="submit" variant="contained" loading={edit.isPending} data-testid="app-edit-save">{t('users.save')}</Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
