import { userActs, useAdministrationAct, useUsers } from '@carewright/core';
import Alert from '@mui/material/Alert';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';
import { useTranslation } from 'react-i18next';
import { Card } from '../../../shell/card';
import { useDates } from '../../../shell/dates';
import { Line } from '../../../shell/section';
import { errorText } from '../../../shell/words';

/** Who may go without a second proof for a time, by whom and why. */
export function Leaves() {
  const { t } = useTranslation();
  const dates = useDates();
  const users = useUsers();
  const end = useAdministrationAct(userActs.endLeave);
  const failed = users.error ?? end.error;
  const given = (users.data?.users ?? []).filter((user) => user.factors.leave !== null);
  return (
    <Card title={t('signInRules.leaves')}>
      {failed ? <Alert severity="error">{errorText(t, failed)}</Alert> : null}
      {users.isSuccess && given.length === 0 ? <Typography variant="body2">{t('signInRules.noLeaves')}</Typography> : null}
      {given.length === 0 ? null : (
        <ul style={{ listStyle: 'none', margin: 0, padding: 0 }}>
          {given.map(({ userName, display, factors: { leave } }) => leave ? (
            <Line key={userName} testId="leave" actions={<Button onClick={() => end.mutate(userName)} aria-label={t('signInRules.endLeaveOf', { name: display })}>{t('users.leaveEnd')}</Button>}>
              <Typography sx={{ fontWeight: 600 }}>{display}</Typography>
              <Typography variant="body2" sx={{ overflowWrap: 'anywhere' }}>{t('users.leaveGiven', { when: dates.dateTime(leave.until), reason: leave.reason, name: leave.by })}</Typography>
            </Line>
          ) : null)}
        </ul>
      )}
      <Typography variant="body2" sx={{ color: 'text.secondary' }}>{t('signInRules.leaveHow')}</Typography>
    </Card>
  );
}
