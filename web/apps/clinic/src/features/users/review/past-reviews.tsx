import { useAccessReviews, type SignedReview } from '@carewright/core';
import Box from '@mui/material/Box';
import Typography from '@mui/material/Typography';
import { useTranslation } from 'react-i18next';
import { useDates } from '../../../shell/dates';
import { Line, Section } from '../../../shell/section';
import { codeWord } from '../../../shell/words';

/** The reviews that were signed off, each as it was. */
export function PastReviews() {
  const { t } = useTranslation();
  const reviews = useAccessReviews();
  const all = reviews.data?.reviews ?? [];
  return (
    <Section title={t('accessReview.past')} query={reviews} empty={t('accessReview.noPast')} isEmpty={all.length === 0}>
      {all.map((review) => <PastReview key={review.id} review={review} />)}
    </Section>
  );
}

function PastReview({ review }: { review: SignedReview }) {
  const { t } = useTranslation();
  const dates = useDates();
  const count = (word: string) => review.accounts.filter((account) => account.decision === word).length;
  return (
    <Line testId="past-review">
      <Box component="details">
        <Box component="summary" sx={{ cursor: 'pointer', fontWeight: 600 }}>
          {t('accessReview.pastTitle', { id: review.id, name: review.by, date: dates.dateTime(review.at), kept: count('keep'), changed: count('change'), ended: count('end') })}
        </Box>
        <Box component="ul" sx={{ mt: 1, mb: 0, pl: 2.5 }}>
          {review.accounts.map((account) => (
            <Typography key={account.userName} component="li" variant="body2" sx={{ overflowWrap: 'anywhere' }}>
              {[
                `${account.display} (${account.userName})`, codeWord(t, 'role', account.role), account.isDisabled ? t('users.disabled') : '',
                account.lastSignIn ? t('accessReview.lastUsed', { date: dates.dateTime(account.lastSignIn) }) : t('accessReview.neverUsed'),
                t(`accessReview.decided.${account.decision}`), account.note,
              ].filter(Boolean).join(' · ')}
            </Typography>
          ))}
        </Box>
      </Box>
    </Line>
  );
}
