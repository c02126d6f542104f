import { isPlain, type BasketState, type ResultReview, type useBasket } from '@carewright/core';
import { Badge, Status } from '@carewright/ui';
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Checkbox from '@mui/material/Checkbox';
import Paper from '@mui/material/Paper';
import Skeleton from '@mui/material/Skeleton';
import Typography from '@mui/material/Typography';
import { useTranslation } from 'react-i18next';
import { useDates } from '../../shell/dates';
import { errorText } from '../../shell/words';
import { ratingTone } from './rating';
import { valueText } from './value-text';

interface ReviewListProps {
  readonly query: ReturnType<typeof useBasket>;
  readonly rows: readonly ResultReview[];
  readonly state: BasketState;
  readonly opened: string | undefined;
  readonly chosen: ReadonlySet<string>;
  readonly maySign: boolean;
  readonly onOpen: (id: string) => void;
  readonly onChoose: (chosen: ReadonlySet<string>) => void;
}

/** Reviews, gravest first, each with its values that are not normal. */
export function ReviewList({ query, rows, state, opened, chosen, maySign, onOpen, onChoose }: ReviewListProps) {
  const { t } = useTranslation();
  const toggle = (id: string) => onChoose(new Set(chosen.has(id) ? [...chosen].filter((one) => one !== id) : [...chosen, id]));
  return (
    <>
      {query.isError ? <Alert severity="error" sx={{ mb: 1 }} action={<Button color="inherit" onClick={() => void query.refetch()}>{t('panel.retry')}</Button>}>{errorText(t, query.error)}</Alert> : null}
      <Paper sx={{ border: '1px solid', borderColor: 'divider', overflow: 'hidden' }} aria-busy={query.isPending} data-testid="reviews">
        {query.isPending ? <Box sx={{ p: 1.5 }}>{[1, 2, 3, 4].map((row) => <Skeleton key={row} height={52} />)}</Box> : null}
        {query.isSuccess && rows.length === 0 ? <Typography variant="body2" sx={{ p: 2, color: 'text.secondary' }}>{t(`inBasket.none.${state}`)}</Typography> : null}
        {rows.length === 0 ? null : (
          <Box component="ul" aria-label={t('inBasket.list')} sx={{ m: 0, p: 0, listStyle: 'none', '& > li + li': { borderTop: '1px solid', borderColor: 'divider' } }}>
            {rows.map((row) => <ReviewRow key={row.id} row={row} now={query.dataUpdatedAt} isOpened={row.id === opened} {...(maySign && isPlain(row) ? { isChosen: chosen.has(row.id), onToggle: () => toggle(row.id) } : {})} onOpen={() => onOpen(row.id)} />)}
          </Box>
        )}
      </Paper>
      {query.hasNextPage ? <Button sx={{ mt: 1 }} loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>{t('panel.more')}</Button> : null}
    </>
  );
}

interface ReviewRowProps {
  readonly row: ResultReview;
  readonly now: number;
  readonly isOpened: boolean;
  readonly isChosen?: boolean;
  readonly onToggle?: () => void;
  readonly onOpen: () => void;
}

function ReviewRow({ row, now, isOpened, isChosen, onToggle, onOpen }: ReviewRowProps) {
  const { t } = useTranslation();
  const name = row.patient?.name ?? t('inBasket.noPatient');
  const report = row.report.title ?? t('inBasket.noTitle');
  return (
    <Box component="li" data-testid="review-row" data-rating={row.rating} sx={{ display: 'flex', alignItems: 'flex-start', bgcolor: isOpened ? 'action.selected' : undefined }}>
      {onToggle ? <Checkbox size="small" checked={isChosen ?? false} onChange={onToggle} sx={{ mt: 0.25 }} slotProps={{ input: { 'aria-label': t('inBasket.select', { name, report }) } }} /> : null}
      <Box component="button" onClick={onOpen} aria-current={isOpened ? 'true' : undefined} sx={{ all: 'unset', boxSizing: 'border-box', flex: 1, minWidth: 0, cursor: 'pointer', px: 1.5, py: 1, '&:hover': { bgcolor: 'action.hover' }, '&:focus-visible': { outline: '2px solid', outlineColor: 'primary.main', outlineOffset: -2 } }}>
        <Box component="span" sx={{ display: 'flex', gap: 1, alignItems: 'baseline', justifyContent: 'space-between' }}>
          <Box component="span" sx={{ fontWeight: row.status === 'requested' ? 700 : 500, overflowWrap: 'anywhere' }}>{name}</Box>
          <Status tone={ratingTone[row.rating]}>{t(`inBasket.rating.${row.rating}`)}</Status>
        </Box>
        <Box component="span" sx={{ display: 'block', fontSize: '0.8125rem' }}>{report}</Box>
        <Box component="span" sx={{ display: 'block', fontSize: '0.8125rem', overflowWrap: 'anywhere' }}>
          {row.values.length > 0 ? row.values.map((value) => `${value.name ?? ''} ${valueText(value)}`).join(' · ') : row.rating === 'normal' ? t('inBasket.allNormal', { count: row.valueCount }) : row.report.conclusion}
        </Box>
        <Box component="span" sx={{ display: 'flex', flexWrap: 'wrap', gap: 0.75, mt: 0.25, alignItems: 'center' }}>
          <Marks row={row} /><When row={row} now={now} />
        </Box>
      </Box>
    </Box>
  );
}

/** What is out of the ordinary about a review. */
export function Marks({ row }: { row: ResultReview }) {
  const { t } = useTranslation();
  return (
    <>
      {row.withdrawn ? <Badge tone="danger">{t('inBasket.withdrawn')}</Badge> : null}
      {row.corrected ? <Badge tone="warning">{t('inBasket.corrected')}</Badge> : null}
      {row.step > 0 ? <Badge tone="danger">{t('inBasket.escalated')}</Badge> : null}
      {row.report.status === 'preliminary' || row.report.status === 'partial' ? <Badge tone="info">{t('inBasket.preliminary')}</Badge> : null}
    </>
  );
}

function When({ row, now }: { row: ResultReview; now: number }) {
  const { t } = useTranslation();
  const dates = useDates();
  if (row.signedAt) return <Typography component="span" variant="caption" sx={{ color: 'text.secondary' }}>{t('inBasket.signedBy', { name: row.signedBy?.name ?? t('inBasket.somebody'), when: dates.dateTime(row.signedAt) })}</Typography>;
  if (!row.due) return null;
  const isOver = Date.parse(row.due) < now;
  return <Typography component="span" variant="caption" sx={{ color: isOver ? 'error.main' : 'text.secondary' }}>{t(isOver ? 'inBasket.overdue' : 'inBasket.due', { when: dates.dateTime(row.due) })}</Typography>;
}
