import { useGlassReviews, type GlassOpening } from '@carewright/core';
import { Status } from '@carewright/ui';
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Paper from '@mui/material/Paper';
import Skeleton from '@mui/material/Skeleton';
import Typography from '@mui/material/Typography';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useDates } from '../../shell/dates';
import { Page } from '../../shell/page';
import { codeWord, errorText } from '../../shell/words';
import { ReviewDialog } from './review-dialog';

/** Every record that was opened in an emergency, those that wait for a review first. */
export function EmergencyReviews() {
  const { t } = useTranslation();
  const reviews = useGlassReviews();
  const [reviewing, setReviewing] = useState<GlassOpening>();
  const openings = [...(reviews.data?.openings ?? [])].sort((one, other) => Number(one.review !== null) - Number(other.review !== null));
  return (
    <Page title={t('reviews.title')}>
      {reviews.isError ? <Alert severity="error" action={<Button color="inherit" onClick={() => void reviews.refetch()}>{t('panel.retry')}</Button>}>{errorText(t, reviews.error)}</Alert> : null}
      {reviews.isPending ? <Skeleton height={72} /> : null}
      {reviews.data ? <Alert severity={reviews.data.overdue > 0 ? 'error' : reviews.data.waiting > 0 ? 'warning' : 'success'} sx={{ mb: 1.5 }}>{t('reviews.count', { waiting: reviews.data.waiting, overdue: reviews.data.overdue })}</Alert> : null}
      <Box component="ul" sx={{ listStyle: 'none', m: 0, p: 0, display: 'grid', gap: 1 }}>
        {openings.map((opening) => <Opening key={opening.id} opening={opening} onReview={() => setReviewing(opening)} />)}
      </Box>
      {reviews.data && openings.length === 0 ? <Typography>{t('reviews.none')}</Typography> : null}
      {reviewing ? <ReviewDialog opening={reviewing} onClose={() => setReviewing(undefined)} /> : null}
    </Page>
  );
}

function Opening({ opening, onReview }: { opening: GlassOpening; onReview: () => void }) {
  const { t } = useTranslation();
  const dates = useDates();
  const late = opening.review === null && new Date(opening.reviewBy) < new Date();
  return (
    <Paper component="li" data-testid="glass-opening" sx={{ border: '1px solid', borderColor: 'divider', p: 1.5, display: 'flex', flexWrap: 'wrap', gap: 1.5, alignItems: 'flex-start' }}>
      <Box sx={{ flex: '1 1 320px', minWidth: 0 }}>
        <Typography component="h2" sx={{ fontWeight: 650 }}>{t('reviews.who', { name: opening.display, role: codeWord(t, 'role', opening.role), patient: opening.patient })}</Typography>
        <Typography variant="body2">{dates.dateTime(opening.startedAt)} · {codeWord(t, 'glassReason', opening.reason)}</Typography>
        <Typography variant="body2" sx={{ overflowWrap: 'anywhere' }}>{opening.text}</Typography>
        {opening.review ? <Typography variant="body2" sx={{ mt: 0.5 }}>{t('reviews.done', { name: opening.review.display, time: dates.dateTime(opening.review.at) })}: {opening.review.text}</Typography> : null}
      </Box>
      <Box sx={{ display: 'grid', gap: 0.5, justifyItems: 'end' }}>
        <Status tone={opening.review ? 'success' : late ? 'danger' : 'warning'}>
          {opening.review ? codeWord(t, 'reviewOutcome', opening.review.outcome) : late ? t('reviews.overdue') : t('reviews.due', { time: dates.dateTime(opening.reviewBy) })}
        </Status>
        {opening.review ? null : <Button variant="outlined" onClick={onReview} data-testid="glass-review" aria-label={t('reviews.reviewOf', { name: opening.display })}>{t('reviews.review')}</Button>}
      </Box>
    </Paper>
  );
}
