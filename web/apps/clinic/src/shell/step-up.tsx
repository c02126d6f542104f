import { account, goToDirectory, isDeclined, passkeysWork, useAccountAct, useServer, type FactorKind, type OwnAccount } from '@carewright/core';
import { HttpError } from '@carewright/fhir-client';
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { createContext, use, useCallback, useState, type ReactNode, type SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { formSecret } from './forms';
import { errorText } from './words';

type Act = () => void;
const StepUpContext = createContext<(act: Act) => void>((act) => act());

/** Runs an act at once when the person has just said who they are, else after they have done so again. */
export function useStepUp(): (act: Act) => void {
  return use(StepUpContext);
}

export function StepUpProvider({ own, children }: { own: OwnAccount; children: ReactNode }) {
  const [waiting, setWaiting] = useState<{ act: Act }>();
  const guard = useCallback((act: Act) => (own.fresh ? act() : setWaiting({ act })), [own.fresh]);
  return (
    <StepUpContext value={guard}>
      {children}
      {waiting ? <StepUpDialog kinds={own.stepUp} directory={own.directory} onClose={() => setWaiting(undefined)} onDone={() => { setWaiting(undefined); waiting.act(); }} /> : null}
    </StepUpContext>
  );
}

function StepUpDialog({ kinds, directory, onClose, onDone }: { kinds: OwnAccount['stepUp']; directory: OwnAccount['directory']; onClose: () => void; onDone: () => void }) {
  const { t } = useTranslation();
  return (
    <Dialog open onClose={onClose} fullWidth maxWidth="xs" aria-labelledby="step-up-title">
      <DialogTitle id="step-up-title">{t('account.stepUp.title')}</DialogTitle>
      <DialogContent sx={{ display: 'grid', gap: 2 }}>
        <Typography variant="body2">{t('account.stepUp.text')}</Typography>
        <StepUpForm kinds={kinds} directory={directory} onDone={onDone} onCancel={onClose} />
      </DialogContent>
    </Dialog>
  );
}

/** Asks for the proof: by a code, a passkey, the password, or at the directory. */
export function StepUpForm({ kinds, directory, onDone, onCancel }: { kinds: OwnAccount['stepUp']; directory: OwnAccount['directory']; onDone: () => void; onCancel?: () => void }) {
  const { t } = useTranslation();
  const usable = kinds.filter((kind) => kind !== 'passkey' || passkeysWork());
  const [kind, setKind] = useState<FactorKind | 'password'>(usable[0] ?? 'password');
  const prove = useAccountAct((client, code: string) => (kind === 'passkey' ? account.stepUpByPasskey(client) : account.stepUp(client, kind, code)));
  const { client } = useServer();
  const [fault, setFault] = useState<unknown>();
  const alone = usable.length === 0 && directory !== null;
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    prove.mutate(formSecret(new FormData(event.currentTarget), 'code'), { onSuccess: onDone });
  };
  return (
    <Box component="form" onSubmit={submit} sx={{ display: 'grid', gap: 2 }}>
      {prove.isError && !isDeclined(prove.error) ? <Alert severity="error">{prove.error instanceof HttpError && prove.error.code === 'bad-factor' ? t('signIn.badCode') : errorText(t, prove.error)}</Alert> : null}
      {fault === undefined ? null : <Alert severity="error">{errorText(t, fault)}</Alert>}
      {kind === 'passkey' || alone ? null : (
        <TextField key={kind} name="code" type={kind === 'password' ? 'password' : 'text'} label={t(`account.stepUp.${kind}`)} required autoFocus
          autoComplete={kind === 'password' ? 'current-password' : 'one-time-code'} slotProps={{ htmlInput: { 'data-testid': 'step-up-code' } }} />
      )}
      {usable.filter((other) => other !== kind && other !== 'password').map((other) => <Button key={other} onClick={() => setKind(other)}>{t(`signIn.instead.${other}`)}</Button>)}
      {directory ? <Button variant={alone ? 'contained' : 'text'} onClick={() => { goToDirectory(client, directory.id, true, window.location.pathname + window.location.search).catch(setFault); }} data-testid="step-up-directory">{t('account.stepUp.directory', { name: directory.name })}</Button> : null}
      <Box sx={{ display: 'flex', gap: 1, justifyContent: 'flex-end' }}>
        {onCancel ? <Button onClick={onCancel}>{t('users.cancel')}</Button> : null}
        {alone ? null : <Button type="submit" variant="contained" loading={prove.isPending} data-testid="step-up-submit">{kind === 'passkey' ? t('signIn.usePasskey') : t('account.stepUp.go')}</Button>}
      </Box>
    </Box>
  );
}
