import { useOwnAccount } from '@carewright/core';
import Box from '@mui/material/Box';
import Skeleton from '@mui/material/Skeleton';
import Tab from '@mui/material/Tab';
import Tabs from '@mui/material/Tabs';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Page } from '../../shell/page';
import { StepUpProvider } from '../../shell/step-up';
import { MessageList } from './message-list';
import type { Editing } from './partner-form';
import { Partners } from './partners';
import { TryOut } from './try-out';

const views = ['partners', 'try', 'messages'] as const;
type View = (typeof views)[number];

/** Partners' messages for who answers for them: how each partner does and is set up, what a message would become, and what has come. */
export function Interfaces() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const own = useOwnAccount();
  const asked = useSearch({ from: '/interfaces' }).view;
  const view: View = views.find((one) => one === asked) ?? 'partners';
  // Kept here, so that settings which are not saved yet can be tried out and come back to.
  const [editing, setEditing] = useState<Editing>();
  const go = (next: View) => void navigate({ to: '/interfaces', search: { view: next } });
  const content = (
    <>
      {view === 'partners' ? <Partners editing={editing} onEdit={setEditing} onTry={() => go('try')} canChange={own.data !== undefined} /> : null}
      {view === 'try' ? <TryOut unsaved={editing?.draft} /> : null}
      {view === 'messages' ? <MessageList /> : null}
    </>
  );
  return (
    <Page title={t('interfaces.title')}>
      <Tabs value={view} onChange={(_, next: View) => go(next)} aria-label={t('interfaces.title')} sx={{ mb: 2, borderBottom: '1px solid', borderColor: 'divider' }}>
        {views.map((one) => <Tab key={one} value={one} label={t(`interfaces.view.${one}`)} id={`interfaces-tab-${one}`} aria-controls="interfaces-view" />)}
      </Tabs>
      <Box id="interfaces-view" role="tabpanel" aria-labelledby={`interfaces-tab-${view}`}>
        {/* Not before it is known how the reader proves who they are: what is typed until then would be lost with the frame around it. */}
        {own.isPending ? <Skeleton height={120} aria-busy /> : own.data ? <StepUpProvider own={own.data}>{content}</StepUpProvider> : content}
      </Box>
    </Page>
  );
}
