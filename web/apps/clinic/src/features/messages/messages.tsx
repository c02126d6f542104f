import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Tab from '@mui/material/Tab';
import Tabs from '@mui/material/Tabs';
import Typography from '@mui/material/Typography';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Page } from '../../shell/page';
import { MessageReview } from './message-review';
import { ReviewList } from './review-list';

const views = ['held', 'dead'] as const;
type View = (typeof views)[number];

/** Messages from partners that need a person: those that wait for a decision, and those that cannot be put into the record. */
export function Messages() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { view: asked, message } = useSearch({ from: '/messages' });
  const view: View = views.find((one) => one === asked) ?? 'held';
  const [done, setDone] = useState<string>();
  const open = (id: string) => {
    setDone(undefined);
    void navigate({ to: '/messages', search: { view, message: id } });
  };
  const back = (what?: string) => {
    setDone(what);
    void navigate({ to: '/messages', search: { view } });
  };
  if (message !== undefined) return <Page title={t('messages.one')}><MessageReview key={message} id={message} onDone={back} onBack={() => back()} /></Page>;
  return (
    <Page title={t('messages.title')}>
      <Typography sx={{ mb: 1.5, maxWidth: 760 }}>{t('messages.intro')}</Typography>
      <Box role="status">{done === undefined ? null : <Alert severity="success" onClose={() => setDone(undefined)} closeText={t('panel.close')} sx={{ mb: 1.5 }} data-testid="message-done">{t(`messages.done.${done}`)}</Alert>}</Box>
      <Tabs value={view} onChange={(_, next: View) => void navigate({ to: '/messages', search: { view: next } })} aria-label={t('messages.title')} sx={{ mb: 2, borderBottom: '1px solid', borderColor: 'divider' }}>
        {views.map((one) => <Tab key={one} value={one} label={t(`messages.view.${one}`)} id={`messages-tab-${one}`} aria-controls="messages-view" />)}
      </Tabs>
      <Box id="messages-view" role="tabpanel" aria-labelledby={`messages-tab-${view}`}>
        <ReviewList key={view} state={view === 'held' ? 'Held' : 'Dead'} onOpen={open} />
      </Box>
    </Page>
  );
}
