import { type AuditEntry } from '@carewright/core';
import { Fact, Icon, Status } from '@carewright/ui';
import Box from '@mui/material/Box';
import Drawer from '@mui/material/Drawer';
import IconButton from '@mui/material/IconButton';
import Typography from '@mui/material/Typography';
import { useTranslation } from 'react-i18next';
import { useLocale } from '../../shell/language';
import { codeWord } from '../../shell/words';
import { outcomeTone } from './audit-table';

/** Everything one record of the log says. */
export function AuditDetail({ entry, onClose }: { entry: AuditEntry | undefined; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Drawer anchor="right" open={entry !== undefined} onClose={onClose} slotProps={{ paper: { role: 'dialog', 'aria-labelledby': 'audit-detail-title', sx: { width: 'min(480px, 100vw)', backgroundImage: 'none' } } }}>
      <Box data-testid="audit-detail" sx={{ p: 2 }}>
        <Box sx={{ display: 'flex', alignItems: 'center' }}>
          <Typography variant="h2" id="audit-detail-title" sx={{ flex: 1, fontSize: '1rem' }}>{t('audit.detail')}</Typography>
          <IconButton aria-label={t('panel.close')} onClick={onClose} autoFocus><Icon name="close" /></IconButton>
        </Box>
        {entry ? <Facts entry={entry} /> : null}
      </Box>
    </Drawer>
  );
}

function Facts({ entry }: { entry: AuditEntry }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const at = new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeStyle: 'long' }).format(new Date(entry.at));
  const facts: readonly (readonly [string, string | undefined])[] = [
    [t('audit.at'), at],
    [t('audit.user'), [entry.display, entry.userName].filter(Boolean).join(' · ')],
    [t('audit.role'), codeWord(t, 'role', entry.role)],
    [t('audit.place'), [entry.site, entry.department].filter(Boolean).join(' · ')],
    [t('audit.from_address'), [entry.client, entry.address].filter(Boolean).join(' · ')],
    [t('audit.purpose'), codeWord(t, 'purpose', entry.purpose)],
    [t('audit.action'), codeWord(t, 'auditAction', entry.action)],
    [t('audit.what'), [codeWord(t, 'interaction', entry.interaction), entry.resourceType].filter(Boolean).join(' · ')],
    [t('audit.query'), entry.query],
    [t('audit.status'), entry.status === undefined ? undefined : String(entry.status)],
  ];
  return (
    <>
      <Box component="dl" sx={{ m: 0, mt: 1 }}>
        {facts.filter(([, value]) => value).map(([term, value]) => <Fact key={term} term={term}>{value}</Fact>)}
        <Fact term={t('audit.outcome')}><Status tone={outcomeTone[entry.outcome] ?? 'neutral'}>{codeWord(t, 'outcome', entry.outcome)}</Status></Fact>
        <Fact term={t('audit.record')}>{entry.id}</Fact>
      </Box>
      <List title={t('audit.patient')} items={(entry.patients ?? []).map((patient) => [patient.display, patient.reference].filter(Boolean).join(' · '))} />
      <List title={t('audit.data')} items={entry.resources ?? []} />
    </>
  );
}

function List({ title, items }: { title: string; items: readonly string[] }) {
  if (items.length === 0) return null;
  return (
    <>
      <Typography variant="h3" sx={{ mt: 2, mb: 0.5 }}>{`${title} (${items.length})`}</Typography>
      <Box component="ul" sx={{ m: 0, pl: 2.5, fontSize: '0.8125rem' }}>
        {items.map((item) => <li key={item}>{item}</li>)}
      </Box>
    </>
  );
}
