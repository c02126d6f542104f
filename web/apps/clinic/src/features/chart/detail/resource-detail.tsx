import { may, readJsonTree, takesIn, useResourceText, useSession } from '@carewright/core';
import { parseFhir, type FhirResource } from '@carewright/fhir-client';
import { Icon } from '@carewright/ui';
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import IconButton from '@mui/material/IconButton';
import Skeleton from '@mui/material/Skeleton';
import Tab from '@mui/material/Tab';
import Tabs from '@mui/material/Tabs';
import Typography from '@mui/material/Typography';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { errorText } from '../../../shell/words';
import { Amend } from './amend';
import { Overview, titleOf } from './overview';
import { RecordView } from './record-view';
import { Versions } from './versions';

interface ResourceDetailProps {
  readonly reference: string;
  readonly onClose: () => void;
  readonly onOpen: (reference: string) => void;
}

type View = 'overview' | 'record' | 'versions';

/** Of no patient: nobody asks to have it corrected. */
const shared = new Set(['Practitioner', 'PractitionerRole', 'Organization', 'Location', 'Medication']);

/** One record in full: as a person reads it, as it is held, and as it was before. */
export function ResourceDetail({ reference, onClose, onOpen }: ResourceDetailProps) {
  const { t } = useTranslation();
  const session = useSession();
  const [view, setView] = useState<View>('overview');
  const { data: text, error, refetch } = useResourceText(reference);
  const resource = useMemo(() => (text === undefined ? undefined : parseFhir<FhirResource>(text)), [text]);
  const heading = useRef<HTMLHeadingElement>(null);
  const type = reference.split('/')[0] ?? '';
  useEffect(() => {
    const opener = document.activeElement;
    heading.current?.focus({ preventScroll: true });
    return () => {
      if (opener instanceof HTMLElement && opener.isConnected) opener.focus({ preventScroll: true });
    };
  }, []);
  useEscape(onClose);

  return (
    <Box role="region" aria-labelledby="detail-title" data-testid="resource-drawer" sx={{ display: 'flex', flexDirection: 'column', minHeight: 0, width: '100%' }}>
      <Box sx={{ display: 'flex', alignItems: 'start', gap: 1, pl: 2, pr: 1, pt: 1 }}>
        <Box sx={{ flex: 1, minWidth: 0 }}>
          <Typography variant="caption" component="div" sx={{ color: 'text.secondary' }}>{t(`types.${type}`, { defaultValue: type })}</Typography>
          <Typography variant="h2" id="detail-title" ref={heading} tabIndex={-1} sx={{ fontSize: '1rem', outline: 'none', overflowWrap: 'anywhere' }}>{resource ? (titleOf(resource) ?? reference) : reference}</Typography>
        </Box>
        <IconButton aria-label={t('panel.close')} onClick={onClose}><Icon name="close" /></IconButton>
      </Box>
      <Tabs value={view} onChange={(_, next: View) => setView(next)} aria-label={t('detail.views')} sx={{ px: 1, borderBottom: '1px solid', borderColor: 'divider' }}>
        <Tab value="overview" label={t('detail.overview')} id="detail-tab-overview" aria-controls="detail-view" />
        <Tab value="record" label={t('detail.record')} id="detail-tab-record" aria-controls="detail-view" />
        {may(session, type, 'read') ? <Tab value="versions" label={t('detail.versions')} id="detail-tab-versions" aria-controls="detail-view" /> : null}
      </Tabs>
      <Box id="detail-view" role="tabpanel" aria-labelledby={`detail-tab-${view}`} sx={{ flex: 1, overflowY: 'auto', minHeight: 160 }}>
        {error ? <Alert severity="error" sx={{ m: 1.5 }} action={<Button color="inherit" onClick={() => void refetch()}>{t('panel.retry')}</Button>}>{errorText(t, error)}</Alert> : null}
        {text === undefined && !error ? <Box sx={{ p: 2 }} role="status" aria-label={t('panel.loading')}><Skeleton /><Skeleton width="70%" /><Skeleton width="85%" /></Box> : null}
        {resource && text !== undefined && view === 'overview' ? <Overview resource={resource} onOpen={onOpen} /> : null}
        {resource && view === 'overview' && (session.role === 'patient' || (takesIn(session) && !shared.has(type))) ? <Amend key={reference} reference={reference} isOwn={session.role === 'patient'} /> : null}
        {text !== undefined && view === 'record' ? <RecordView tree={readJsonTree(text)} /> : null}
        {view === 'versions' ? <Versions reference={reference} /> : null}
      </Box>
    </Box>
  );
}

/** Escape closes what was opened last; a dialog or menu above takes the key first. */
function useEscape(onClose: () => void): void {
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && !event.defaultPrevented && !document.querySelector('[role="combobox"][aria-expanded="true"]')) onClose();
    };
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, [onClose]);
}
