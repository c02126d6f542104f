import type { Incident, RiskAssessment, RiskFactor } from '@carewright/core';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import MenuItem from '@mui/material/MenuItem';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import type { SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { formText } from '../../shell/forms';

const factors = ['data', 'recipient', 'acquired', 'mitigated'] as const;
const ratings = ['low', 'medium', 'high'] as const;

/** The four factors of 45 CFR 164.402(2): each with a rating and a reason, then the conclusion. */
export function Assessment({ incident, busy, onSave }: { incident: Incident; busy: boolean; onSave: (assessment: RiskAssessment) => void }) {
  const { t } = useTranslation();
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const factor = (name: string): RiskFactor => ({ rating: formText(form, `${name}-rating`) as RiskFactor['rating'], reason: formText(form, `${name}-reason`) });
    onSave({ data: factor('data'), recipient: factor('recipient'), acquired: factor('acquired'), mitigated: factor('mitigated'), isLowProbability: formText(form, 'result') === 'low', conclusion: formText(form, 'conclusion') });
  };
  const before = incident.assessment;
  return (
    <Box component="form" onSubmit={submit} aria-label={t('incidents.assessment')} sx={{ display: 'grid', gap: 1.5 }}>
      <Typography variant="h3">{t('incidents.assessment')}</Typography>
      {factors.map((name) => (
        <Box key={name} sx={{ display: 'grid', gap: 1, gridTemplateColumns: { xs: '1fr', sm: '150px 1fr' } }}>
          <TextField select required name={`${name}-rating`} label={t('incidents.rating')} defaultValue={before?.[name].rating ?? ''} disabled={incident.status === 'closed'}>
            {ratings.map((rating) => <MenuItem key={rating} value={rating}>{t(`incidents.ratings.${rating}`)}</MenuItem>)}
          </TextField>
          <TextField required name={`${name}-reason`} label={t(`incidents.factor.${name}`)} defaultValue={before?.[name].reason ?? ''} multiline disabled={incident.status === 'closed'} />
        </Box>
      ))}
      <TextField select required name="result" label={t('incidents.result')} defaultValue={before ? (before.isLowProbability ? 'low' : 'breach') : ''} disabled={incident.status === 'closed'}>
        <MenuItem value="breach">{t('incidents.breach')}</MenuItem>
        <MenuItem value="low">{t('incidents.noBreach')}</MenuItem>
      </TextField>
      <TextField required name="conclusion" label={t('incidents.conclusion')} defaultValue={before?.conclusion ?? ''} multiline disabled={incident.status === 'closed'} />
      {incident.status === 'closed' ? null : <Button type="submit" variant="contained" disabled={busy} sx={{ justifySelf: 'start' }} data-testid="incident-assess">{t('incidents.saveAssessment')}</Button>}
    </Box>
  );
}
