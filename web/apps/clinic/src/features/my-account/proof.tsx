import { useOwnAccount, useServer, useSessionControls } from '@carewright/core';
import Alert from '@mui/material/Alert';
import Button from '@mui/material/Button';
import Skeleton from '@mui/material/Skeleton';
import Typography from '@mui/material/Typography';
import { useTranslation } from 'react-i18next';
import { FrontDoor } from '../../shell/front-door';
import { StepUpForm } from '../../shell/step-up';
import { errorText } from '../../shell/words';

/** Stands before everything else while the session is held; then the person is where they were. */
export function Proof() {
  const { t } = useTranslation();
  const { reload, signOut } = useSessionControls();
  const { queries } = useServer();
  const own = useOwnAccount();
  const goOn = () => {
    // What was asked while the session was held got no answer.
    void reload().then(() => queries.refetchQueries({ type: 'active', predicate: (query) => query.state.status === 'error' }));
  };
  return (
    <FrontDoor title={t('account.prove.title')}>
      <Typography variant="body2">{t('account.prove.text')}</Typography>
      {own.isError ? <Alert severity="error" action={<Button color="inherit" onClick={() => void own.refetch()}>{t('panel.retry')}</Button>}>{errorText(t, own.error)}</Alert> : null}
      {own.isPending ? <Skeleton height={96} aria-busy="true" /> : null}
      {own.data ? <StepUpForm kinds={own.data.stepUp} directory={own.data.directory} onDone={goOn} /> : null}
      <Button color="inherit" onClick={() => void signOut('signed-out')}>{t('user.signOut')}</Button>
    </FrontDoor>
  );
}
