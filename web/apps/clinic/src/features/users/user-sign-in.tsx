import { useOwnAccount, userActs, useUserAct, type UserAccount } from '@carewright/core';
import { HttpError } from '@carewright/fhir-client';
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useDates } from '../../shell/dates';
import { StepUpProvider, useStepUp } from '../../shell/step-up';
import { errorText } from '../../shell/words';
import { factorText } from './factor-text';

/** How somebody signs in, and what an administrator can do about it. No secret of theirs is shown; a reset makes a code to hand over. */
export function UserSignIn({ user, onClose }: { user: UserAccount; onClose: () => void }) {
  const { t } = useTranslation();
  const own = useOwnAccount();
  return (
    <Dialog open onClose={onClose} fullWidth maxWidth="xs" aria-labelledby="user-sign-in-title">
      <DialogTitle id="user-sign-in-title">{t('users.signInOf', { name: user.display })}</DialogTitle>
      <DialogContent aria-busy={own.isPending}>
        {own.isError ? <Alert severity="error">{errorText(t, own.error)}</Alert> : null}
        {own.data ? <StepUpProvider own={own.data}><Acts user={user} /></StepUpProvider> : null}
      </DialogContent>
      <DialogActions><Button onClick={onClose}>{t('users.close')}</Button></DialogActions>
    </Dialog>
  );
}

function Acts({ user }: { user: UserAccount }) {
  const { t } = useTranslation();
  const dates = useDates();
  const stepUp = useStepUp();
  const [reason, setReason] = useState('');
  const reset = useUserAct((client, why: string) => userActs.resetFactors(client, user.userName, why));
  const leave = useUserAct((client, why: string) => userActs.giveLeave(client, user.userName, why, inDays(leaveDays)));
  const endLeave = useUserAct((client) => userActs.endLeave(client, user.userName));
  const end = useUserAct((client) => userActs.endSessions(client, user.userName));
  const failure = reset.error ?? leave.error ?? endLeave.error ?? end.error;
  const given = user.factors.leave;
  const hasReason = reason.trim() !== '';
  return (
    <Box sx={{ display: 'grid', gap: 2 }}>
      <Typography variant="body2">{factorText(t, user)}</Typography>
      {given ? <Alert severity="info" action={<Button color="inherit" onClick={() => endLeave.mutate(undefined)}>{t('users.leaveEnd')}</Button>}>{t('users.leaveGiven', { when: dates.dateTime(given.until), reason: given.reason, name: given.by })}</Alert> : null}
      {failure ? <Alert severity="error">{failure instanceof HttpError && failure.issues[0] ? failure.issues[0].message : errorText(t, failure)}</Alert> : null}
      {reset.data ? (
        <Alert severity="warning">
          {t('users.codeOnce', { when: dates.dateTime(reset.data.endsAt) })}
          <Box sx={{ fontFamily: 'monospace', fontSize: '1.125rem', mt: 1 }} data-testid="enrolment-code">{reset.data.code}</Box>
        </Alert>
      ) : null}
      <TextField label={t('users.reason')} value={reason} onChange={(event) => setReason(event.target.value)} helperText={t('users.reasonHelp')} slotProps={{ htmlInput: { maxLength: 300, 'data-testid': 'user-reason' } }} />
      <Button variant="outlined" disabled={!hasReason} loading={reset.isPending} onClick={() => stepUp(() => reset.mutate(reason))} data-testid="factor-reset">{t('users.resetFactors')}</Button>
      {user.factors.missing && !given ? <Button variant="outlined" disabled={!hasReason} loading={leave.isPending} onClick={() => stepUp(() => leave.mutate(reason))}>{t('users.leaveGive', { count: leaveDays })}</Button> : null}
      <Button variant="outlined" color="error" loading={end.isPending} onClick={() => end.mutate(undefined)} data-testid="user-end-sessions">{t('users.endSessions')}</Button>
      {end.isSuccess ? <Alert severity="success">{t('users.sessionsEnded')}</Alert> : null}
    </Box>
  );
}

const leaveDays = 7;

function inDays(days: number): string {
  return new Date(Date.now() + days * 86_400_000).toISOString();
}
