import { hasArea, useSession, useSites, type AuditEntry } from '@carewright/core';
import { Fact, Icon, Status } from '@carewright/ui';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Drawer from '@mui/material/Drawer';
import IconButton from '@mui/material/IconButton';
import Typography from '@mui/material/Typography';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useDates } from '../../shell/dates';
import { codeWord } from '../../shell/words';
import { outcomeTone } from './audit-table';
import { readableQuery } from './readable-query';

interface AuditDetailProps {
  readonly entry: AuditEntry | undefined;
  readonly onClose: () => void;
  readonly onPatient: (reference: string) => void;
  readonly onUser: (userName: string) => void;
}

/** Everything one record of the log says, and the way to more of the same user or patient. */
export function AuditDetail({ entry, onClose, onPatient, onUser }: AuditDetailProps) {
  const { t } = useTranslation();
  return (
    <Drawer anchor="right" open={entry !== undefined} onClose={onClose} slotProps={{ paper: { role: 'dialog', 'aria-labelledby': 'audit-detail-title', sx: { width: 'min(480px, 100vw)', backgroundImage: 'none' } } }}>
      <Box data-testid="audit-detail" sx={{ p: 2 }}>
        <Box sx={{ display: 'flex', alignItems: 'center' }}>
          <Typography variant="h2" id="audit-detail-title" sx={{ flex: 1, fontSize: '1rem' }}>{t('audit.detail')}</Typography>
          <IconButton aria-label={t('panel.close')} onClick={onClose} autoFocus><Icon name="close" /></IconButton>
        </Box>
        {entry ? <Facts entry={entry} onPatient={onPatient} onUser={onUser} /> : null}
      </Box>
    </Drawer>
  );
}

function Facts({ entry, onPatient, onUser }: Omit<AuditDetailProps, 'entry' | 'onClose'> & { entry: AuditEntry }) {
  const { t } = useTranslation();
  const dates = useDates();
  const { data: sites = [] } = useSites();
  const site = sites.find((one) => one.reference === entry.site)?.name ?? entry.site;
  const user = entry.userName;
  const facts: readonly (readonly [string, string | undefined])[] = [
    [t('audit.at'), dates.exact(entry.at)],
    [t('audit.user'), [entry.display, entry.userName].filter(Boolean).join(' · ')],
    [t('audit.role'), codeWord(t, 'role', entry.role)],
    [t('audit.place'), [site, entry.department].filter(Boolean).join(' · ')],
    [t('audit.from_address'), [entry.client, entry.address].filter(Boolean).join(' · ')],
    [t('audit.purpose'), codeWord(t, 'purpose', entry.purpose)],
    [t('audit.action'), codeWord(t, 'auditAction', entry.action)],
    [t('audit.what'), [codeWord(t, 'interaction', entry.interaction), entry.resourceType].filter(Boolean).join(' · ')],
    [t('audit.query'), readableQuery(entry.query)],
    [t('audit.status'), entry.status === undefined ? undefined : String(entry.status)],
  ];
  return (
    <>
      <Box component="dl" sx={{ m: 0, mt: 1 }}>
        {facts.filter(([, value]) => value).map(([term, value]) => <Fact key={term} term={term}>{value}</Fact>)}
        <Fact term={t('audit.outcome')}><Status tone={outcomeTone[entry.outcome] ?? 'neutral'}>{codeWord(t, 'outcome', entry.outcome)}</Status></Fact>
        <Fact term={t('audit.record')}>{entry.id}</Fact>
      </Box>
      <Why entry={entry} />
      {user ? <Button variant="outlined" sx={{ mt: 1 }} onClick={() => onUser(user)} data-testid="audit-only-user">{t('audit.onlyUser')}</Button> : null}
      <List title={t('audit.patient')} items={(entry.patients ?? []).map((patient) => patient.reference)} onChoose={onPatient} />
      <List title={t('audit.data')} items={entry.resources ?? []} />
    </>
  );
}

/** A refusal of one resource can be explained, by the rules as they are now. */
function Why({ entry }: { entry: AuditEntry }) {
  const { t } = useTranslation();
  const session = useSession();
  const navigate = useNavigate();
  const user = entry.userName;
  const reference = /^[A-Z][A-Za-z]+\/[A-Za-z0-9\-.]{1,64}/.exec(entry.query ?? '')?.[0] ?? entry.resources?.[0];
  if (!hasArea(session, 'explain') || !reference || !user) return null;
  const interaction = ['search', 'create', 'update', 'delete'].includes(entry.interaction) ? entry.interaction : 'read';
  return (
    <Button onClick={() => void navigate({ to: '/why', search: { user, reference, interaction } })} variant="outlined" sx={{ mt: 1, mr: 1 }} data-testid="audit-why">
      {t(entry.outcome === 'refused' ? 'audit.whyRefused' : 'audit.why')}
    </Button>
  );
}

function List({ title, items, onChoose }: { title: string; items: readonly string[]; onChoose?: (item: string) => void }) {
  const { t } = useTranslation();
  if (items.length === 0) return null;
  return (
    <>
      <Typography variant="h3" sx={{ mt: 2, mb: 0.5 }}>{`${title} (${items.length})`}</Typography>
      <Box component="ul" sx={{ m: 0, pl: 2.5, fontSize: '0.8125rem' }}>
        {items.map((item) => <Box component="li" key={item} sx={{ overflowWrap: 'anywhere' }}>{item} {onChoose ? <Button size="small" onClick={() => onChoose(item)} aria-label={t('audit.onlyPatientOf', { patient: item })} data-testid="audit-only-patient">{t('audit.onlyPatient')}</Button> : null}</Box>)}
      </Box>
    </>
  );
}
