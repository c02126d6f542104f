import { useSaveUser, useSites, useUsers, type UserAccount } from '@carewright/core';
import { Hidden, Icon, Status } from '@carewright/ui';
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Paper from '@mui/material/Paper';
import Skeleton from '@mui/material/Skeleton';
import Table from '@mui/material/Table';
import TableBody from '@mui/material/TableBody';
import TableCell from '@mui/material/TableCell';
import TableHead from '@mui/material/TableHead';
import TableRow from '@mui/material/TableRow';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useDates } from '../../shell/dates';
import { Page } from '../../shell/page';
import { UsersNav } from '../../shell/sub-nav';
import { codeWord, errorText } from '../../shell/words';
import { factorText } from './factor-text';
import { Notices } from './notices';
import { siteText } from './site-text';
import { UserDialog } from './user-dialog';
import { UserSignIn } from './user-sign-in';

/** The people who may sign in, and in which role. */
export function Users() {
  const { t } = useTranslation();
  const users = useUsers();
  const [editing, setEditing] = useState<UserAccount | 'new'>();
  const [signInOf, setSignInOf] = useState<string>();
  const shown = users.data?.users.find((user) => user.userName === signInOf);
  return (
    <Page title={t('users.title')} actions={<Button variant="contained" startIcon={<Icon name="add" />} onClick={() => setEditing('new')} data-testid="user-add">{t('users.add')}</Button>}>
      <UsersNav />
      <Notices />
      {users.isError ? <Alert severity="error" action={<Button color="inherit" onClick={() => void users.refetch()}>{t('panel.retry')}</Button>}>{errorText(t, users.error)}</Alert> : null}
      {/* A scrollable region must be reachable by keyboard (WCAG 2.1.1). */}
      <Paper role="region" aria-label={t('users.title')} tabIndex={0} sx={{ border: '1px solid', borderColor: 'divider', overflowX: 'auto' }} aria-busy={users.isPending}>
        {users.isPending ? <Box sx={{ p: 2 }}>{[1, 2, 3, 4].map((row) => <Skeleton key={row} height={36} />)}</Box> : null}
        {users.data ? <UserTable users={users.data.users} onEdit={setEditing} onSignIn={setSignInOf} /> : null}
      </Paper>
      {editing ? <UserDialog user={editing === 'new' ? undefined : editing} onClose={() => setEditing(undefined)} /> : null}
      {shown ? <UserSignIn user={shown} onClose={() => setSignInOf(undefined)} /> : null}
    </Page>
  );
}

/** On a phone the role stands under the name. */
const roomy = { display: { xs: 'none', sm: 'table-cell' } };

function UserTable({ users, onEdit, onSignIn }: { users: readonly UserAccount[]; onEdit: (user: UserAccount) => void; onSignIn: (userName: string) => void }) {
  const { t } = useTranslation();
  const { data: sites } = useSites();
  const siteNames = useMemo(() => new Map((sites ?? []).map((site) => [site.reference, site.name])), [sites]);
  return (
    <Table size="small" aria-label={t('users.title')}>
      <TableHead>
        <TableRow>
          <TableCell>{t('users.name')}</TableCell>
          <TableCell sx={roomy}>{t('users.role')}</TableCell>
          <TableCell sx={{ display: { xs: 'none', md: 'table-cell' } }}>{t('users.place')}</TableCell>
          <TableCell sx={{ display: { xs: 'none', md: 'table-cell' } }}>{t('users.lastSignIn')}</TableCell>
          <TableCell sx={{ display: { xs: 'none', lg: 'table-cell' } }}>{t('users.secondFactor')}</TableCell>
          <TableCell>{t('users.state')}</TableCell>
          <TableCell><Hidden>{t('users.actions')}</Hidden></TableCell>
        </TableRow>
      </TableHead>
      <TableBody>
        {users.map((user) => <UserRow key={user.userName} user={user} siteNames={siteNames} onEdit={onEdit} onSignIn={onSignIn} />)}
      </TableBody>
    </Table>
  );
}

function UserRow({ user, siteNames, onEdit, onSignIn }: { user: UserAccount; siteNames: ReadonlyMap<string, string>; onEdit: (user: UserAccount) => void; onSignIn: (userName: string) => void }) {
  const { t } = useTranslation();
  const dates = useDates();
  const save = useSaveUser();
  const locked = user.lockedUntil ? new Date(user.lockedUntil) > new Date() : false;
  const secondary = { display: { xs: 'none', md: 'table-cell' } };
  return (
    <TableRow data-testid="user-row" hover>
      <TableCell component="th" scope="row"><Box sx={{ fontWeight: 600 }}>{user.display}</Box><Box sx={{ color: 'text.secondary', fontSize: '0.75rem' }}>{user.userName}<Box component="span" sx={{ display: { sm: 'none' } }}> · {codeWord(t, 'role', user.role)}</Box></Box></TableCell>
      <TableCell sx={roomy}>{codeWord(t, 'role', user.role)}</TableCell>
      <TableCell sx={secondary}>{siteText(user, siteNames) || '–'}</TableCell>
      <TableCell sx={secondary}>{dates.dateTime(user.lastSignIn ?? undefined) || t('users.never')}</TableCell>
      <TableCell sx={{ display: { xs: 'none', lg: 'table-cell' } }}>{factorText(t, user)}</TableCell>
      <TableCell>
        <Status tone={user.disabled ? 'neutral' : locked ? 'warning' : 'success'}>{user.disabled ? t('users.disabled') : locked ? t('users.locked') : t('users.active')}</Status>
        {save.isError ? <Box role="alert" sx={{ color: 'error.main', fontSize: '0.75rem' }}>{errorText(t, save.error)}</Box> : null}
      </TableCell>
      <TableCell align="right" sx={{ whiteSpace: { sm: 'nowrap' } }}>
        <Button onClick={() => onEdit(user)} aria-label={t('users.editUser', { name: user.display })}>{t('users.edit')}</Button>
        <Button onClick={() => onSignIn(user.userName)} aria-label={t('users.signInButton', { name: user.display })}>{t('users.signIn')}</Button>
        <Button color={user.disabled ? 'primary' : 'error'} loading={save.isPending} onClick={() => save.mutate({ userName: user.userName, draft: { disabled: !user.disabled } })} aria-label={t(user.disabled ? 'users.enableUser' : 'users.disableUser', { name: user.display })}>
          {user.disabled ? t('users.enable') : t('users.disable')}
        </Button>
      </TableCell>
    </TableRow>
  );
}
