import { useResultTrend, useZone, type ResultReview, type ReviewValue } from '@carewright/core';
import { Badge, Hidden, Icon } from '@carewright/ui';
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import IconButton from '@mui/material/IconButton';
import Typography from '@mui/material/Typography';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useDates } from '../../shell/dates';
import { errorText } from '../../shell/words';
import { ratingTone } from './rating';
import { valueText } from './value-text';

const TrendChart = lazy(() => import('../../shell/trend-chart'));
const cell = { py: 0.5, px: 0.75, textAlign: 'left', verticalAlign: 'baseline', fontWeight: 'inherit', overflowWrap: 'anywhere' } as const;
const wide = { display: { xs: 'none', sm: 'table-cell' } } as const;

/** All values of a report: what is out of range stands out, what was corrected stands struck through beside the new, and each has the value before it. */
export function ResultTable({ review }: { review: ResultReview }) {
  const { t } = useTranslation();
  const [trend, setTrend] = useState<string>();
  if (review.values.length === 0) return <Typography variant="body2" sx={{ color: 'text.secondary' }}>{t('inBasket.noValues')}</Typography>;
  const shown = review.values.find((value) => value.reference === trend);
  return (
    <>
      <Box component="table" aria-label={review.report.title ?? t('inBasket.noTitle')} data-testid="review-values" sx={{ width: '100%', borderCollapse: 'collapse', fontSize: '0.875rem', '& tbody tr': { borderTop: '1px solid', borderColor: 'divider' } }}>
        <Box component="thead" sx={{ color: 'text.secondary', fontSize: '0.75rem' }}>
          <tr>
            <Box component="th" scope="col" sx={cell}>{t('inBasket.test')}</Box>
            <Box component="th" scope="col" sx={cell}>{t('inBasket.value')}</Box>
            <Box component="th" scope="col" sx={{ ...cell, ...wide }}>{t('inBasket.range')}</Box>
            <Box component="th" scope="col" sx={cell}>{t('inBasket.previous')}</Box>
            <Box component="th" scope="col" sx={cell}><Hidden>{t('inBasket.trend')}</Hidden></Box>
          </tr>
        </Box>
        <tbody>{review.values.map((value) => <ValueRow key={value.reference} value={value} isTrend={trend === value.reference} {...(review.patient && value.codes.length > 0 && value.unit ? { onTrend: () => setTrend(trend === value.reference ? undefined : value.reference) } : {})} />)}</tbody>
      </Box>
      {shown && review.patient ? <Trend key={shown.reference} patient={review.patient.reference} value={shown} /> : null}
    </>
  );
}

function ValueRow({ value, isTrend, onTrend }: { value: ReviewValue; isTrend: boolean; onTrend?: () => void }) {
  const { t } = useTranslation();
  const dates = useDates();
  const isNotable = value.rating === 'abnormal' || value.rating === 'critical';
  return (
    <Box component="tr" data-rating={value.rating}>
      <Box component="th" scope="row" sx={cell}>
        {value.name}
        {value.notes.map((note) => <Box component="span" key={note} sx={{ display: 'block', fontSize: '0.75rem', color: 'text.secondary', whiteSpace: 'pre-line' }}>{note}</Box>)}
      </Box>
      <Box component="td" sx={{ ...cell, fontWeight: isNotable ? 700 : 400 }}>
        {value.was ? <Box component="span" sx={{ mr: 0.75, fontWeight: 400, color: 'text.secondary' }}><Hidden>{t('inBasket.was', { value: valueText(value.was) })}</Hidden><s aria-hidden data-testid="value-was">{valueText(value.was)}</s></Box> : null}
        {[value.text, value.unit].filter(Boolean).join(' ')}
        {isNotable ? <Box component="span" sx={{ ml: 0.75 }}><Badge tone={ratingTone[value.rating]} strong={value.rating === 'critical'}>{value.flags.join(' ') || t(`inBasket.rating.${value.rating}`)}</Badge></Box> : null}
      </Box>
      <Box component="td" sx={{ ...cell, ...wide, color: 'text.secondary' }}>{value.range}</Box>
      <Box component="td" sx={{ ...cell, color: 'text.secondary', fontSize: '0.8125rem' }}>{value.previous ? <>{valueText(value.previous)} <Box component="span" sx={{ whiteSpace: 'nowrap', fontSize: '0.75rem' }}>{dates.date(value.previous.at ?? undefined)}</Box></> : null}</Box>
      <Box component="td" sx={{ ...cell, width: 36, p: 0 }}>{onTrend ? <IconButton size="small" aria-label={t('inBasket.trendOf', { name: value.name })} aria-expanded={isTrend} onClick={onTrend}><Icon name="trend" /></IconButton> : null}</Box>
    </Box>
  );
}

function Trend({ patient, value }: { patient: string; value: ReviewValue }) {
  const { t } = useTranslation();
  const trend = useResultTrend(patient, value, useZone());
  if (trend.isError) return <Alert severity="error">{errorText(t, trend.error)}</Alert>;
  if (trend.isSuccess && trend.data.points.length < 2) return <Typography variant="body2" role="status">{t('inBasket.noTrend')}</Typography>;
  return <Suspense>{trend.data ? <TrendChart title={value.name ?? ''} unit={value.unit ?? ''} lines={[trend.data]} /> : null}</Suspense>;
}
