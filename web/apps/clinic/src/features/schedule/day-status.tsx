import { Status, type Tone } from '@carewright/ui';
import Box from '@mui/material/Box';
import { useTranslation } from 'react-i18next';
import { codeWord } from '../../shell/words';

export const appointmentTone: Readonly<Record<string, Tone>> = {
  proposed: 'warning', pending: 'warning', waitlist: 'warning', booked: 'info', arrived: 'success', 'checked-in': 'success', fulfilled: 'neutral', cancelled: 'danger', noshow: 'danger',
};

/** How the day stands, at a glance. */
export function DayStatus({ counts }: { counts: readonly (readonly [string, number])[] }) {
  const { t } = useTranslation();
  if (counts.length === 0) return null;
  return (
    <Box component="ul" aria-label={t('schedule.byStatus')} sx={{ display: 'flex', flexWrap: 'wrap', columnGap: 2, rowGap: 0.5, listStyle: 'none', p: 0, m: 0, mb: 1 }}>
      {counts.map(([status, count]) => (
        <li key={status}>
          <Status tone={appointmentTone[status] ?? 'neutral'}>{`${codeWord(t, 'appointmentStatus', status)} ${count}`}</Status>
        </li>
      ))}
    </Box>
  );
}
