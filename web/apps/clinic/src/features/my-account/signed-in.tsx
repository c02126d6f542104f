import { account, useAccountAct, useOwnSessions, useSessionControls, type OwnSession } from '@carewright/core';
import { Status } from '@carewright/ui';
import Alert from '@mui/material/Alert';
import Button from '@mui/material/Button';
import Skeleton from '@mui/material/Skeleton';
import { useTranslation } from 'react-i18next';
import { useDates } from '../../shell/dates';
import { errorText } from '../../shell/words';
import { Card, Line, Lines } from './card';

/** Where one is signed in, and ending that. */
export function SignedIn() {
  const { t } = useTranslation();
  const { signOut } = useSessionControls();
  const sessions = useOwnSessions();
  const end = useAccountAct(account.endSession);
  const endMany = useAccountAct(account.endSessions);
  const list = sessions.data?.sessions ?? [];
  const failure = sessions.error ?? end.error ?? endMany.error;
  return (
    <Card title={t('account.sessions.title')}>
      {failure ? <Alert severity="error">{errorText(t, failure)}</Alert> : null}
      {sessions.isPending ? <Skeleton height={72} aria-busy="true" /> : null}
      <Lines>{list.map((one) => <SessionLine key={one.id} session={one} onEnd={() => (one.current ? void signOut('signed-out') : end.mutate(one.id))} />)}</Lines>
      <div style={{ display: 'flex', flexWrap: 'wrap', gap: 8 }}>
        {list.length > 1 ? <Button variant="outlined" loading={endMany.isPending} onClick={() => endMany.mutate('others')} data-testid="end-others">{t('account.sessions.endOthers')}</Button> : null}
        <Button variant="outlined" color="error" onClick={() => endMany.mutate('all', { onSuccess: () => void signOut('signed-out') })} data-testid="end-all">{t('account.sessions.endAll')}</Button>
      </div>
    </Card>
  );
}

function SessionLine({ session, onEnd }: { session: OwnSession; onEnd: () => void }) {
  const { t } = useTranslation();
  const dates = useDates();
  const name = session.agent ?? t('account.sessions.unknown');
  return (
    <Line
      title={<>{name} {session.current ? <Status tone="success">{t('account.sessions.current')}</Status> : null}</>}
      text={t('account.sessions.detail', { address: session.lastAddress, began: dates.dateTime(session.startedAt), used: dates.dateTime(session.lastActivity) })}
      actions={<Button onClick={onEnd} aria-label={t('account.sessions.endNamed', { name })}>{t('account.sessions.end')}</Button>}
    />
  );
}
