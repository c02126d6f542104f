import { useReview, type MessageLine } from '@carewright/core';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';
import { useTranslation } from 'react-i18next';
import { useDates } from '../../shell/dates';
import { useLocale } from '../../shell/language';
import { ago } from '../../shell/messages/ago';
import { messageKind, reasonText } from '../../shell/messages/words';
import { Line, Section } from '../../shell/section';
import { questionOf } from './question';

interface ReviewListProps {
  readonly state: 'Held' | 'Dead';
  readonly onOpen: (id: string) => void;
}

/** Messages that need somebody, the longest waiting first; those that only wait behind another stand apart, since nothing is to be done about them. */
export function ReviewList({ state, onOpen }: ReviewListProps) {
  const { t } = useTranslation();
  const review = useReview(state);
  const all = [...(review.data?.pages.flatMap((page) => page.messages) ?? [])].sort((one, other) => one.sequence - other.sequence);
  const behind = all.filter((message) => isBehind(message));
  const open = all.filter((message) => !isBehind(message));
  const lines = (messages: readonly MessageLine[]) => messages.map((message) => <ReviewLine key={message.id} message={message} now={review.dataUpdatedAt} onOpen={onOpen} />);
  return (
    <>
      <Section title={t(`messages.list.${state}`)} query={review} empty={t(`messages.none.${state}`)} isEmpty={open.length === 0}>{lines(open)}</Section>
      {review.hasNextPage ? <Button sx={{ mb: 2 }} loading={review.isFetchingNextPage} onClick={() => void review.fetchNextPage()}>{t('panel.more')}</Button> : null}
      {behind.length > 0 ? (
        <Box component="details" data-testid="messages-behind">
          <Box component="summary" sx={{ cursor: 'pointer', minHeight: 24, py: 1 }}>{t('messages.behind', { count: behind.length })}</Box>
          <Box component="ul" sx={{ listStyle: 'none', m: 0, p: 0 }}>{lines(behind)}</Box>
        </Box>
      ) : null}
    </>
  );
}

const isBehind = (message: MessageLine) => questionOf(message.reason?.code) === 'behind';

function ReviewLine({ message, now, onOpen }: { message: MessageLine; now: number; onOpen: (id: string) => void }) {
  const { t } = useTranslation();
  const dates = useDates();
  const locale = useLocale();
  const kind = messageKind(t, message.type);
  const when = dates.dateTime(message.at);
  return (
    <Line testId="review-line" actions={<Button variant={isBehind(message) ? 'text' : 'outlined'} onClick={() => onOpen(message.id)} aria-label={t('messages.openNamed', { kind, when })} data-testid="review-open">{t('messages.open')}</Button>}>
      <Typography sx={{ fontWeight: 600 }}>{kind}</Typography>
      {message.reason ? <Typography variant="body2">{reasonText(t, message.reason)}</Typography> : null}
      <Typography variant="body2" sx={{ color: 'text.secondary' }}>{t(message.direction === 'Outbound' ? 'messages.went' : 'messages.came', { partner: message.partner === '' ? t('interfaces.list.nobody') : message.partnerName ?? message.partner, ago: ago(locale, message.at, now), when })}</Typography>
    </Line>
  );
}
