import { basketDoors, mayOrder, useBasketAct, useBasketReview, useSession, type ResultReview, type ReviewFile } from '@carewright/core';
import { Fact, Icon, Status } from '@carewright/ui';
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Paper from '@mui/material/Paper';
import Skeleton from '@mui/material/Skeleton';
import Typography from '@mui/material/Typography';
import { Link } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Card } from '../../shell/card';
import { useDates } from '../../shell/dates';
import { codeWord, errorText } from '../../shell/words';
import { openFile } from './open-file';
import { ratingTone } from './rating';
import { ResultTable } from './result-table';
import { ReviewActs } from './review-acts';
import { Marks } from './review-list';

interface ReviewDetailProps {
  readonly id: string;
  readonly maySign: boolean;
  readonly onDone: (act: string) => void;
  readonly onBack: () => void;
}

/** One review: who, what, all values, what was ordered and why, and what can be done about it. */
export function ReviewDetail({ id, maySign, onDone, onBack }: ReviewDetailProps) {
  const { t } = useTranslation();
  const query = useBasketReview(id);
  const again = () => void query.refetch();
  useOpening(query.data);
  return (
    <Box data-testid="review-detail" aria-busy={query.isPending} sx={{ display: 'grid', gap: 2 }}>
      <Box sx={{ display: { xs: 'block', md: 'none' } }}><Button onClick={onBack} startIcon={<Icon name="left" />}>{t('inBasket.back')}</Button></Box>
      {query.isError ? <Alert severity="error" action={<Button color="inherit" onClick={again}>{t('panel.retry')}</Button>}>{errorText(t, query.error)}</Alert> : null}
      {query.isPending ? <Paper sx={{ p: 2 }}>{[1, 2, 3, 4].map((row) => <Skeleton key={row} height={32} />)}</Paper> : null}
      {query.data ? (
        <>
          <Head review={query.data} />
          <Card title={query.data.report.title ?? t('inBasket.noTitle')}>
            <ResultTable review={query.data} />
            {query.data.report.conclusion ? <Typography variant="body2" sx={{ whiteSpace: 'pre-line' }}><strong>{t('inBasket.conclusion')}</strong>{` ${query.data.report.conclusion}`}</Typography> : null}
          </Card>
          <ReviewActs review={query.data} maySign={maySign} onDone={(act) => { onDone(act); if (act !== 'sign') again(); }} onAgain={again} />
          <Facts review={query.data} />
        </>
      ) : null}
    </Box>
  );
}

// A critical result that somebody looks at does not go on to others; the server knows whose looking counts.
function useOpening(review: ResultReview | undefined) {
  const { mutate } = useBasketAct((client, id: string) => basketDoors.act(client, id, { act: 'open' }));
  const told = useRef<string>(undefined);
  useEffect(() => {
    if (review?.status !== 'requested' || review.rating !== 'critical' || told.current === review.id) return;
    told.current = review.id;
    mutate(review.id);
  }, [review, mutate]);
}

function Head({ review }: { review: ResultReview }) {
  const { t } = useTranslation();
  const dates = useDates();
  const patientId = review.patient?.reference.split('/')[1];
  const canOrder = mayOrder(useSession());
  return (
    <Paper sx={{ border: '1px solid', borderColor: 'divider', p: 1.5, display: 'flex', flexWrap: 'wrap', gap: 1, alignItems: 'center' }}>
      <Typography variant="h2" sx={{ overflowWrap: 'anywhere' }}>{review.patient?.name ?? t('inBasket.noPatient')}</Typography>
      <Typography variant="body2" sx={{ color: 'text.secondary', flex: '1 1 auto' }}>{[dates.date(review.patient?.birthDate ?? undefined), review.patient?.gender ? codeWord(t, 'sex', review.patient.gender) : ''].filter(Boolean).join(' · ')}</Typography>
      <Marks row={review} />
      <Status tone={ratingTone[review.rating]}>{t(`inBasket.rating.${review.rating}`)}</Status>
      {patientId ? <Button component={Link} to="/patients/$patientId" params={{ patientId } as never} variant="outlined" size="small">{t('inBasket.chart')}</Button> : null}
      {patientId && canOrder ? <Button component={Link} to={`/patients/${patientId}/order-tests`} variant="outlined" size="small" data-testid="review-order">{t('chart.orderTests')}</Button> : null}
    </Paper>
  );
}

function Facts({ review }: { review: ResultReview }) {
  const { t } = useTranslation();
  const dates = useDates();
  const { report } = review;
  const owner = review.owner ? review.owner.name ?? review.owner.reference : review.role ? t('inBasket.role', { role: codeWord(t, 'role', review.role) }) : t('inBasket.nobody');
  return (
    <Card title={t('inBasket.facts')}>
      <Box component="dl" sx={{ m: 0 }}>
        {report.order ? <Fact term={t('inBasket.ordered')}>{[report.order.title, report.order.requester?.name, dates.date(report.order.authoredOn ?? undefined)].filter(Boolean).join(', ')}</Fact> : null}
        {report.order && report.order.reasons.length > 0 ? <Fact term={t('inBasket.reasons')}>{report.order.reasons.join('; ')}</Fact> : null}
        {report.laboratory ? <Fact term={t('inBasket.laboratory')}>{report.laboratory}</Fact> : null}
        {report.issued ? <Fact term={t('inBasket.issued')}>{dates.dateTime(report.issued)}</Fact> : null}
        <Fact term={t('inBasket.owner')}>{owner}</Fact>
        {report.files.length > 0 ? <Fact term={t('inBasket.files')}>{report.files.map((file, index) => <FileButton key={index} file={file} />)}</Fact> : null}
      </Box>
      {review.notes.length > 0 ? (
        <Box component="ul" aria-label={t('inBasket.notes')} data-testid="review-notes" sx={{ m: 0, pl: 2.5, fontSize: '0.875rem' }}>
          {review.notes.map((note, index) => <li key={index}>{note.text} <Typography component="span" variant="caption" sx={{ color: 'text.secondary' }}>{[note.author, note.time ? dates.dateTime(note.time) : ''].filter(Boolean).join(', ')}</Typography></li>)}
        </Box>
      ) : null}
    </Card>
  );
}

function FileButton({ file }: { file: ReviewFile }) {
  const { t } = useTranslation();
  if (file.data === null) return null;
  return <Button size="small" startIcon={<Icon name="download" />} onClick={() => openFile(file)}>{file.title ?? t('inBasket.file')}</Button>;
}
