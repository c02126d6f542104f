import { roles, useSaveUser, useSites, type Role, type UserAccount, type UserDraft } from '@carewright/core';
import { HttpError } from '@carewright/fhir-client';
import Alert from '@mui/material/Alert';
import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import MenuItem from '@mui/material/MenuItem';
import TextField from '@mui/material/TextField';
import { useState, type SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { formSecret, formText } from '../../shell/forms';
import { errorText } from '../../shell/words';
import { departmentCode, siteReference } from './site-text';

/** Adds a user, or changes one's role, place or password; only what was changed is sent. */
export function UserDialog({ user, onClose }: { user: UserAccount | undefined; onClose: () => void }) {
  const { t } = useTranslation();
  const save = useSaveUser();
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const draft = readDraft(new FormData(event.currentTarget), user);
    save.mutate({ userName: user?.userName, draft }, { onSuccess: onClose });
  };
  const issues = save.error instanceof HttpError ? save.error.issues : [];
  return (
    <Dialog open onClose={onClose} fullWidth maxWidth="xs" aria-labelledby="user-dialog-title">
      <form onSubmit={submit}>
        <DialogTitle id="user-dialog-title">{user ? t('users.editUser', { name: user.display }) : t('users.add')}</DialogTitle>
        <DialogContent sx={{ display: 'grid', gap: 2, '&.MuiDialogContent-root': { pt: 1 } }}>
          {save.isError ? <Alert severity="error">{issues.length > 0 ? issues.map((issue) => <div key={issue.message}>{issue.message}</div>) : errorText(t, save.error)}</Alert> : null}
          {user ? null : <TextField name="userName" label={t('users.userName')} required autoFocus autoComplete="off" slotProps={{ htmlInput: { autoCapitalize: 'none', spellCheck: false } }} />}
          <TextField name="display" label={t('users.display')} required defaultValue={user?.display ?? ''} autoComplete="off" />
          <RoleField value={user?.role} />
          <SiteField value={siteReference(user)} />
          <TextField name="department" label={t('users.department')} defaultValue={departmentCode(user)} helperText={t('users.departmentHelp')} autoComplete="off" />
          <TextField name="password" type="password" label={user ? t('users.newPassword') : t('users.password')} required={!user} autoComplete="new-password" helperText={user ? t('users.newPasswordHelp') : undefined} />
        </DialogContent>
        <DialogActions>
          <Button onClick={onClose}>{t('users.cancel')}</Button>
          <Button type="submit" variant="contained" loading={save.isPending}>{t('users.save')}</Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

function RoleField({ value }: { value: Role | undefined }) {
  const { t } = useTranslation();
  return (
    <TextField select name="role" label={t('users.role')} required defaultValue={value ?? ''}>
      {/* A proxy's account is made with the code that was handed over, by nobody else. */}
      {roles.filter((role) => role !== 'proxy' || value === 'proxy').map((role) => <MenuItem key={role} value={role}>{t(`codes.role.${role}`)}</MenuItem>)}
    </TextField>
  );
}

function SiteField({ value }: { value: string }) {
  const { t } = useTranslation();
  const { data: sites = [] } = useSites();
  const [chosen, setChosen] = useState(value);
  if (sites.length === 0) return <TextField name="site" label={t('users.site')} defaultValue={value} placeholder={t('users.siteHint')} autoComplete="off" />;
  const known = chosen === '' || sites.some((site) => site.reference === chosen);
  return (
    <TextField select name="site" label={t('users.site')} value={chosen} onChange={(event) => setChosen(event.target.value)}>
      <MenuItem value="">{t('users.noSite')}</MenuItem>
      {known ? null : <MenuItem value={chosen}>{chosen}</MenuItem>}
      {sites.map((site) => <MenuItem key={site.reference} value={site.reference}>{site.name}</MenuItem>)}
    </TextField>
  );
}

function readDraft(form: FormData, user: UserAccount | undefined): UserDraft {
  const text = (name: string) => formText(form, name);
  const draft: UserDraft = {};
  if (!user) draft.userName = text('userName');
  if (text('display') !== user?.display) draft.display = text('display');
  if (text('role') !== user?.role) draft.role = text('role') as Role;
  if (text('site') !== siteReference(user)) draft.site = text('site') || null;
  if (text('department') !== departmentCode(user)) draft.department = text('department') || null;
  const password = formSecret(form, 'password');
  if (password !== '') draft.password = password;
  return draft;
}
