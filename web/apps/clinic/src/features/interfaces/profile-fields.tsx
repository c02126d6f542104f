import type { AgreedProfile } from '@carewright/core';
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Checkbox from '@mui/material/Checkbox';
import FormControlLabel from '@mui/material/FormControlLabel';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { useTranslation } from 'react-i18next';
import { Card } from '../../shell/card';
import type { PartProps } from './partner-form';

/** Conformance profiles that were agreed on; faults that the server finds stand at each, with their lines. */
export function ProfileFields({ draft, issues, set }: PartProps) {
  const { t } = useTranslation();
  const change = (place: number, part: Partial<AgreedProfile>) => set({ profiles: draft.profiles.map((one, index) => (index === place ? { ...one, ...part } : one)) });
  const whole = issues.fields['profiles'];
  return (
    <Card title={t('interfaces.form.profiles')}>
      <Typography variant="body2">{t('interfaces.form.profilesHelp')}</Typography>
      {whole === undefined ? null : <Alert severity="error">{whole}</Alert>}
      {draft.profiles.map((profile, place) => {
        const faults = Object.entries(issues.fields).filter(([location]) => location.startsWith(`profiles[${place}]`)).map(([location, message]) => `${t('interfaces.form.line', { number: location.split(':')[1] ?? '1' })}: ${message}`);
        return (
          <Box key={place} role="group" aria-label={t('interfaces.form.profile', { number: place + 1 })} sx={{ display: 'grid', gap: 1 }} data-testid="partner-profile">
            <TextField label={t('interfaces.form.profile', { number: place + 1 })} value={profile.xml} onChange={(event) => change(place, { xml: event.target.value })} multiline minRows={3} maxRows={16} error={faults.length > 0} helperText={faults.join(' ')} slotProps={{ htmlInput: { spellCheck: false, style: { fontFamily: 'monospace', fontSize: '0.8125rem' } } }} />
            <Box sx={{ display: 'flex', flexWrap: 'wrap', justifyContent: 'space-between', gap: 1 }}>
              <FormControlLabel control={<Checkbox checked={profile.isBinding} onChange={(event) => change(place, { isBinding: event.target.checked })} />} label={t('interfaces.form.profileBinding')} />
              <Button size="small" color="inherit" onClick={() => set({ profiles: draft.profiles.filter((_, index) => index !== place) })}>{t('interfaces.form.profileRemove', { number: place + 1 })}</Button>
            </Box>
          </Box>
        );
      })}
      <Box><Button size="small" onClick={() => set({ profiles: [...draft.profiles, { xml: '', isBinding: false }] })} data-testid="partner-profile-add">{t('interfaces.form.profileAdd')}</Button></Box>
    </Card>
  );
}
