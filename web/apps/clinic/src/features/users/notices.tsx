import { userActs, useSession, useStaffNotices, useUserAct, type StaffNotice } from '@carewright/core';
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import { useTranslation } from 'react-i18next';
import { useDates } from '../../shell/dates';
import { codeWord, errorText } from '../../shell/words';

/** What administrators are to know: accounts that were ended, roles that are proposed, and that a store is a demonstration. */
export function Notices() {
  const { t } = useTranslation();
  const isDemonstration = useSession().demonstration === true;
  const notices = useStaffNotices();
  const close = useUserAct(userActs.closeNotice);
  return (
    <Box sx={{ display: 'grid', gap: 1, mb: 1.5, '&:empty': { display: 'none' } }}>
      {isDemonstration ? <Alert severity="info">{t('users.demonstration')}</Alert> : null}
      {notices.isError ? <Alert severity="error">{errorText(t, notices.error)}</Alert> : null}
      {(notices.data?.notices ?? []).map((notice) => <Notice key={notice.id} notice={notice} onDone={() => close.mutate(notice.id)} />)}
    </Box>
  );
}

function Notice({ notice, onDone }: { notice: StaffNotice; onDone: () => void }) {
  const { t } = useTranslation();
  const dates = useDates();
  const about = notice.kind === 'role-proposed' ? codeWord(t, 'role', notice.detail) : t(`users.notice.why.${notice.detail}`, { defaultValue: notice.detail });
  return (
    <Alert severity={notice.kind === 'access-not-ended' ? 'error' : 'warning'} action={<Button color="inherit" onClick={onDone} aria-label={t('users.notice.doneNamed', { name: notice.userName })}>{t('users.notice.done')}</Button>}>
      {t(`users.notice.${notice.kind}`, { name: notice.userName, about, when: dates.dateTime(notice.at) })}
    </Alert>
  );
}
