import { administration, useAdministrationAct, type AccessReview } from '@carewright/core';
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import Typography from '@mui/material/Typography';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Card } from '../../../shell/card';
import { useStepUp } from '../../../shell/step-up';
import { Failure } from '../../../shell/failure';

/** The signature that closes a review: what it does is said first. */
export function SignOff({ review }: { review: AccessReview }) {
  const { t } = useTranslation();
  const stepUp = useStepUp();
  const [asking, setAsking] = useState(false);
  const sign = useAdministrationAct((client) => administration.signOff(client));
  const left = review.accounts.filter((row) => row.decision === null).length;
  const named = (word: 'change' | 'end') => review.accounts.filter((row) => row.decision?.decision === word && !(word === 'end' && row.user.disabled)).map((row) => row.user.display);
  const [ending, changing] = [named('end'), named('change')];
  const go = () => {
    setAsking(false);
    stepUp(() => sign.mutate(undefined));
  };
  return (
    <Box sx={{ mb: 3 }}>
      <Card title={t('accessReview.signOff')}>
        <Typography variant="body2">{t(left > 0 ? 'accessReview.left' : 'accessReview.ready', { count: left })}</Typography>
        <Failure error={sign.error} />
        {sign.data ? <Alert severity="success" data-testid="review-signed">{t('accessReview.signed', { id: sign.data.review.id })}</Alert> : null}
        {sign.data && sign.data.notEnded.length > 0 ? <Alert severity="error">{t('accessReview.notEnded', { names: sign.data.notEnded.join(', ') })}</Alert> : null}
        <Button variant="contained" disabled={left > 0} loading={sign.isPending} onClick={() => setAsking(true)} sx={{ justifySelf: 'start' }} data-testid="review-sign">{t('accessReview.sign')}</Button>
      </Card>
      {asking ? (
        <Dialog open onClose={() => setAsking(false)} fullWidth maxWidth="xs" aria-labelledby="sign-off-title">
          <DialogTitle id="sign-off-title">{t('accessReview.signAsk')}</DialogTitle>
          <DialogContent sx={{ display: 'grid', gap: 1.5 }}>
            <Typography variant="body2">{t('accessReview.signText', { count: review.accounts.length })}</Typography>
            {ending.length > 0 ? <Alert severity="warning">{t('accessReview.ends', { count: ending.length, names: ending.join(', ') })}</Alert> : <Typography variant="body2">{t('accessReview.endsNobody')}</Typography>}
            {changing.length > 0 ? <Alert severity="info">{t('accessReview.changes', { names: changing.join(', ') })}</Alert> : null}
          </DialogContent>
          <DialogActions>
            <Button onClick={() => setAsking(false)}>{t('users.cancel')}</Button>
            <Button variant="contained" onClick={go} data-testid="review-sign-go">{t('accessReview.sign')}</Button>
          </DialogActions>
        </Dialog>
      ) : null}
    </Box>
  );
}
