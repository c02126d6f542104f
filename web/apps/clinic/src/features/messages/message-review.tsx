import { useMessage, type MessageAnswer } from '@carewright/core';
import { Icon } from '@carewright/ui';
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Skeleton from '@mui/material/Skeleton';
import Typography from '@mui/material/Typography';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useDates } from '../../shell/dates';
import { messageKind, reasonText } from '../../shell/messages/words';
import { errorText } from '../../shell/words';
import { Contents } from './contents';
import { DeadMessage } from './dead-message';
import { Discard } from './discard';
import { HeldMessage } from './held-message';

interface MessageReviewProps {
  readonly id: string;
  /** What was done, as the key of a sentence. */
  readonly onDone: (what: string) => void;
  readonly onBack: () => void;
}

/** One message: why it is here, what it says, and what somebody can do about it. */
export function MessageReview({ id, onDone, onBack }: MessageReviewProps) {
  const { t } = useTranslation();
  const query = useMessage(id);
  return (
    <Box sx={{ display: 'grid', gap: 2 }} aria-busy={query.isPending}>
      <Box><Button startIcon={<Icon name="left" />} onClick={onBack} data-testid="message-back">{t('messages.back')}</Button></Box>
      {query.isPending ? <Box>{[1, 2, 3].map((row) => <Skeleton key={row} height={48} />)}</Box> : null}
      {query.isError ? <Alert severity="error" action={<Button color="inherit" onClick={() => void query.refetch()}>{t('panel.retry')}</Button>}>{errorText(t, query.error)}</Alert> : null}
      {query.data ? <Opened answer={query.data} onDone={onDone} /> : null}
    </Box>
  );
}

function Opened({ answer, onDone }: { answer: MessageAnswer; onDone: (what: string) => void }) {
  const { t } = useTranslation();
  const [discarding, setDiscarding] = useState(false);
  const { message } = answer;
  const isOpen = message.state === 'Held' || message.state === 'Dead';
  return (
    <>
      <Why answer={answer} />
      {message.state === 'Held' ? <HeldMessage answer={answer} onDone={onDone} /> : null}
      {message.state === 'Dead' ? <DeadMessage answer={answer} onDone={onDone} /> : null}
      {isOpen ? null : <Alert severity="info" data-testid="message-settled">{t(`messages.settled.${message.state}`)}</Alert>}
      <Contents answer={answer} />
      {isOpen ? <Box><Button color="error" onClick={() => setDiscarding(true)} data-testid="message-discard">{t('messages.discard')}</Button></Box> : null}
      {discarding ? <Discard id={message.id} onDone={() => onDone('discard')} onClose={() => setDiscarding(false)} /> : null}
    </>
  );
}

/** What kind of message it is, from whom, and why it needs somebody; the code is small, for whom it helps. */
function Why({ answer: { message } }: { answer: MessageAnswer }) {
  const { t } = useTranslation();
  const dates = useDates();
  const help = message.reason ? t(`messages.help.${message.reason.code}`, { defaultValue: '' }) : '';
  return (
    <Box>
      <Typography variant="h2">{messageKind(t, message.type)}</Typography>
      <Typography variant="body2" sx={{ color: 'text.secondary' }}>{t(message.direction === 'Outbound' ? 'messages.to' : 'messages.from', { partner: message.partner === '' ? t('interfaces.list.nobody') : message.partnerName ?? message.partner, when: dates.dateTime(message.at) })}</Typography>
      {message.reason ? (
        <Alert severity="warning" sx={{ mt: 1 }} data-testid="message-why">
          <Box sx={{ fontWeight: 600 }}>{reasonText(t, message.reason)}</Box>
          {help === '' ? null : <Box>{help}</Box>}
          <Box sx={{ fontSize: '0.6875rem', mt: 0.5 }}>{[message.reason.code, message.reason.place].filter(Boolean).join(' · ')}</Box>
        </Alert>
      ) : null}
    </Box>
  );
}
