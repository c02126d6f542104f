import { useMessages, usePartners, type MessageFilters, type MessageLine } from '@carewright/core';
import { Status } from '@carewright/ui';
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Paper from '@mui/material/Paper';
import Skeleton from '@mui/material/Skeleton';
import Table from '@mui/material/Table';
import TableBody from '@mui/material/TableBody';
import TableCell from '@mui/material/TableCell';
import TableHead from '@mui/material/TableHead';
import TableRow from '@mui/material/TableRow';
import Typography from '@mui/material/Typography';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useDates } from '../../shell/dates';
import { messageKind, reasonText, stateTones } from '../../shell/messages/words';
import { errorText } from '../../shell/words';
import { MessageFilterBar } from './message-filter-bar';

/** What has come from partners, newest first: where each message is and why, and nothing of what it says. */
export function MessageList() {
  const { t } = useTranslation();
  const [filters, setFilters] = useState<MessageFilters>({});
  const messages = useMessages(filters);
  const partners = usePartners();
  const all = messages.data?.pages.flatMap((page) => page.messages) ?? [];
  const names = new Map(partners.data?.partners.map(({ settings }) => [settings.id, settings.name]));
  return (
    <>
      <Typography sx={{ mb: 1.5, maxWidth: 760 }}>{t('interfaces.list.intro')}</Typography>
      <MessageFilterBar partners={partners.data?.partners.map((one) => one.settings) ?? []} onApply={(next) => (JSON.stringify(next) === JSON.stringify(filters) ? void messages.refetch() : setFilters(next))} />
      {messages.isError ? <Alert severity="error" action={<Button color="inherit" onClick={() => void messages.refetch()}>{t('panel.retry')}</Button>}>{errorText(t, messages.error)}</Alert> : null}
      {/* A scrollable region must be reachable by keyboard (WCAG 2.1.1). */}
      <Paper role="region" aria-label={t('interfaces.view.messages')} tabIndex={0} aria-busy={messages.isPending} sx={{ border: '1px solid', borderColor: 'divider', overflowX: 'auto' }}>
        {messages.isPending ? <Box sx={{ p: 2 }}>{[1, 2, 3].map((row) => <Skeleton key={row} height={36} />)}</Box> : null}
        {messages.isSuccess && all.length === 0 ? <Typography variant="body2" sx={{ p: 2, color: 'text.secondary' }}>{t('interfaces.list.none')}</Typography> : null}
        {all.length > 0 ? <MessageTable messages={all} names={names} /> : null}
      </Paper>
      {messages.hasNextPage ? <Button sx={{ mt: 1 }} loading={messages.isFetchingNextPage} onClick={() => void messages.fetchNextPage()}>{t('panel.more')}</Button> : null}
    </>
  );
}

/** On a phone what stands in these columns is under the kind of the message. */
const secondary = { display: { xs: 'none', md: 'table-cell' } };

function MessageTable({ messages, names }: { messages: readonly MessageLine[]; names: ReadonlyMap<string, string> }) {
  const { t } = useTranslation();
  return (
    <Table size="small">
      <TableHead>
        <TableRow>
          <TableCell sx={secondary}>{t('interfaces.list.at')}</TableCell>
          <TableCell sx={secondary}>{t('interfaces.list.partner')}</TableCell>
          <TableCell>{t('interfaces.list.what')}</TableCell>
          <TableCell>{t('interfaces.list.state')}</TableCell>
          <TableCell sx={secondary}>{t('interfaces.list.control')}</TableCell>
        </TableRow>
      </TableHead>
      <TableBody>{messages.map((message) => <Row key={message.id} message={message} partner={message.partner === '' ? t('interfaces.list.nobody') : names.get(message.partner) ?? message.partner} />)}</TableBody>
    </Table>
  );
}

const small = { color: 'text.secondary', fontSize: '0.75rem', overflowWrap: 'anywhere' } as const;

function Row({ message, partner }: { message: MessageLine; partner: string }) {
  const { t } = useTranslation();
  const dates = useDates();
  const isOut = message.direction === 'Outbound';
  return (
    <TableRow hover data-testid="message-row" data-state={message.state}>
      <TableCell sx={{ ...secondary, whiteSpace: 'nowrap' }}>{dates.dateTime(message.at)}</TableCell>
      <TableCell sx={secondary}>{t(isOut ? 'interfaces.list.to' : 'interfaces.list.from', { partner })}</TableCell>
      <TableCell component="th" scope="row">
        <Box sx={{ fontWeight: 600 }}>{messageKind(t, message.type)}</Box>
        <Box sx={small}>{message.type === '^' ? '' : message.type}</Box>
        <Box sx={{ ...small, display: { md: 'none' } }}>{[t(isOut ? 'interfaces.list.to' : 'interfaces.list.from', { partner }), dates.dateTime(message.at), message.controlId].filter(Boolean).join(' · ')}</Box>
      </TableCell>
      <TableCell>
        <Status tone={stateTones[message.state]}>{t(`interfaces.state.${message.state}`)}</Status>
        {message.reason ? <Box sx={small}>{[reasonText(t, message.reason), message.reason.place].filter(Boolean).join(' · ')}</Box> : null}
        {message.replaces === null ? null : <Box sx={small}>{t('interfaces.list.replaces')}</Box>}
      </TableCell>
      <TableCell sx={{ ...secondary, fontFamily: 'monospace', fontSize: '0.75rem', overflowWrap: 'anywhere' }}>{message.controlId}</TableCell>
    </TableRow>
  );
}
