import { useEmergency, useGlass } from '@carewright/core';
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import MenuItem from '@mui/material/MenuItem';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import type { SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { formText } from '../../shell/forms';
import { errorText } from '../../shell/words';

const hours = [1, 4, 12, 24] as const;

/** The clinic's emergency mode: with a reason, and an end. */
export function EmergencySwitch() {
  const { t } = useTranslation();
  const { data } = useGlass();
  const act = useEmergency();
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    act.mutate({ reason: formText(form, 'reason'), endsAt: new Date(Date.now() + Number(formText(form, 'hours')) * 3_600_000).toISOString() });
  };
  return (
    <section>
      <Typography variant="h2">{t('emergency.title')}</Typography>
      <Typography variant="body2" sx={{ mb: 1 }}>{t('emergency.text')}</Typography>
      {act.isError ? <Alert severity="error" sx={{ mb: 1 }}>{errorText(t, act.error)}</Alert> : null}
      {data?.emergency ? <Button color="error" variant="outlined" loading={act.isPending} onClick={() => act.mutate('end')}>{t('emergency.end')}</Button> : (
        <Box component="form" onSubmit={submit} sx={{ display: 'flex', flexWrap: 'wrap', gap: 1 }}>
          <TextField name="reason" label={t('policies.reason')} required size="small" sx={{ flex: '1 1 280px' }} slotProps={{ htmlInput: { minLength: 10, maxLength: 2000 } }} />
          <TextField select name="hours" label={t('emergency.length')} defaultValue="4" size="small" sx={{ minWidth: 130 }}>
            {hours.map((count) => <MenuItem key={count} value={String(count)}>{t('emergency.hours', { count })}</MenuItem>)}
          </TextField>
          <Button type="submit" color="error" variant="outlined" loading={act.isPending}>{t('emergency.start')}</Button>
        </Box>
      )}
    </section>
  );
}
