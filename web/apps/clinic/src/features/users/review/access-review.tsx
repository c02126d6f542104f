import { useAccessReview, useOwnAccount, type AccessReview as Review } from '@carewright/core';
import { Status } from '@carewright/ui';
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import FormControlLabel from '@mui/material/FormControlLabel';
import LinearProgress from '@mui/material/LinearProgress';
import Switch from '@mui/material/Switch';
import Typography from '@mui/material/Typography';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useDates } from '../../../shell/dates';
import { Page } from '../../../shell/page';
import { Section } from '../../../shell/section';
import { StepUpProvider } from '../../../shell/step-up';
import { UsersNav } from '../../../shell/sub-nav';
import { Notices } from '../notices';
import { AccountLine } from './account-line';
import { PastReviews } from './past-reviews';
import { SignOff } from './sign-off';

/** The periodic look at who has access: a decision about every account, then a signature. */
export function AccessReview() {
  const { t } = useTranslation();
  const review = useAccessReview();
  const own = useOwnAccount();
  const [onlyOpen, setOnlyOpen] = useState(false);
  const all = review.data?.accounts ?? [];
  const shown = onlyOpen ? all.filter((row) => row.decision === null) : all;
  return (
    <Page title={t('accessReview.title')}>
      <UsersNav />
      <Notices />
      <Typography sx={{ mb: 1.5, maxWidth: 760 }}>{t('accessReview.intro')}</Typography>
      {review.data ? <Progress review={review.data} /> : null}
      <Section
        title={t('accessReview.accounts')} query={review} empty={t(all.length > 0 ? 'accessReview.allDecided' : 'accessReview.none')} isEmpty={shown.length === 0}
        action={<FormControlLabel label={t('accessReview.onlyOpen')} control={<Switch checked={onlyOpen} onChange={(_, isOn) => setOnlyOpen(isOn)} />} />}
      >
        {shown.map((row) => <AccountLine key={row.user.userName} row={row} />)}
      </Section>
      {own.data && review.data ? <StepUpProvider own={own.data}><SignOff review={review.data} /></StepUpProvider> : null}
      <PastReviews />
    </Page>
  );
}

/** How far the review is, and when it is due. */
function Progress({ review }: { review: Review }) {
  const { t } = useTranslation();
  const dates = useDates();
  const done = review.accounts.filter((row) => row.decision !== null).length;
  const isLate = review.dueAt !== null && new Date(review.dueAt) < new Date();
  return (
    <Box sx={{ mb: 2, maxWidth: 760, display: 'grid', gap: 0.75 }}>
      {isLate ? <Alert severity="warning">{t('accessReview.late', { date: dates.date(review.dueAt) })}</Alert> : null}
      <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1.5, alignItems: 'center' }}>
        <Typography sx={{ fontWeight: 600 }} data-testid="review-progress">{t('accessReview.progress', { done, count: review.accounts.length })}</Typography>
        {review.dueAt && !isLate ? <Status tone="neutral">{t('accessReview.due', { date: dates.date(review.dueAt) })}</Status> : null}
      </Box>
      <LinearProgress variant="determinate" value={review.accounts.length === 0 ? 0 : (100 * done) / review.accounts.length} aria-label={t('accessReview.title')} />
      <Typography variant="body2" sx={{ color: 'text.secondary' }}>{review.last ? t('accessReview.last', { name: review.last.by, date: dates.dateTime(review.last.at) }) : t('accessReview.first')}</Typography>
    </Box>
  );
}
