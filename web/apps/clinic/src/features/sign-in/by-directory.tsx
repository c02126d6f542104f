import { directories, goToDirectory, safeReturnPath, takeWayBack, useServer, useSessionControls, type DirectoryName, type FactorNeeded } from '@carewright/core';
import Alert from '@mui/material/Alert';
import Button from '@mui/material/Button';
import CircularProgress from '@mui/material/CircularProgress';
import { useNavigate, useRouter } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FrontDoor } from '../../shell/front-door';
import { signInError } from './sign-in-error';

/** The clinic's directories, one button each; nothing while there are none, or while nobody knows. */
export function ByDirectory({ onError }: { onError: (error: unknown) => void }) {
  const { t } = useTranslation();
  const { client } = useServer();
  const router = useRouter();
  const [busy, setBusy] = useState<string>();
  const [names, setNames] = useState<readonly DirectoryName[]>([]);
  // Not by the cache of the record's answers: that one is empty while nobody is signed in.
  useEffect(() => {
    const stop = new AbortController();
    directories.names(client, stop.signal).then((answer) => setNames(answer.directories), () => undefined);
    return () => stop.abort();
  }, [client]);
  const go = (id: string) => {
    setBusy(id);
    onError(undefined);
    goToDirectory(client, id, false, (router.state.location.search as { return?: string }).return).catch((error: unknown) => {
      setBusy(undefined);
      onError(error);
    });
  };
  return names.map(({ id, name }) => (
    <Button key={id} variant="outlined" size="large" loading={busy === id} onClick={() => go(id)} data-testid={`sign-in-directory-${id}`}>{t('signIn.byDirectory', { name })}</Button>
  ));
}

/** Back from the directory: hands its answer in, once. */
export function Returned({ returned, onNeeded }: { returned: string; onNeeded: (needed: FactorNeeded) => void }) {
  const { t } = useTranslation();
  const { client } = useServer();
  const { enter, state } = useSessionControls();
  const navigate = useNavigate();
  const router = useRouter();
  const [error, setError] = useState<unknown>();
  const begunRef = useRef(false);

  useEffect(() => {
    // The answer can be handed in once only; an effect that runs twice must not ask twice.
    if (begunRef.current) return;
    begunRef.current = true;
    const back = safeReturnPath(takeWayBack());
    directories.finish(client, returned).then(async (answer) => {
      if (answer === undefined) {
        router.history.replace(back ?? '/');
        return;
      }
      await navigate({ to: '/sign-in', search: { return: back }, replace: true });
      if ('challenge' in answer) onNeeded(answer);
      else enter(answer);
    }, setError);
  }, [client, returned, enter, navigate, onNeeded, router]);

  const isSignedIn = state.kind === 'signed-in';
  return (
    <FrontDoor title={t('signIn.title')}>
      {error === undefined
        ? <CircularProgress aria-label={t('signIn.returning')} sx={{ justifySelf: 'center' }} />
        : (
          <>
            <Alert severity="error">{signInError(t, error)}</Alert>
            <Button onClick={() => (isSignedIn ? router.history.replace('/') : void navigate({ to: '/sign-in', replace: true }))} data-testid="sign-in-again">{t('signIn.back')}</Button>
          </>
        )}
    </FrontDoor>
  );
}
