import { auditExportPath, hasArea, looksByDay, privacyPaper, useAuditLog, useSession, useZone, type DayOfLooks } from '@carewright/core';
import { Icon } from '@carewright/ui';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useDates } from '../../shell/dates';
import { Line, Section } from '../../shell/section';
import { codeWord } from '../../shell/words';

/** Who saw this record, for who may read the audit log: by day and person, and as a signed document. */
export function Looks({ patientId }: { patientId: string }) {
  return hasArea(useSession(), 'audit') ? <LooksOf patientId={patientId} /> : null;
}

function LooksOf({ patientId }: { patientId: string }) {
  const { t } = useTranslation();
  const zone = useZone();
  const filters = useMemo(() => ({ patient: patientId }), [patientId]);
  const log = useAuditLog(filters);
  const looks = useMemo(() => looksByDay((log.data?.pages ?? []).flatMap((page) => page.events), zone), [log.data, zone]);
  return (
    <>
      <Section
        title={t('rights.looks')} query={log} empty={t('rights.looksEmpty')} isEmpty={looks.length === 0}
        action={(
          <>
            <Button component="a" variant="outlined" href={auditExportPath(filters, 'csv')} download="accesses.csv" aria-label={`${t('rights.csv')}: ${t('rights.looks')}`} startIcon={<Icon name="download" />}>{t('rights.csv')}</Button>
            <Button component="a" variant="outlined" href={privacyPaper.accesses(patientId)} download="accesses.pdf" aria-label={`${t('rights.pdf')}: ${t('rights.looks')}`} startIcon={<Icon name="download" />} data-testid="looks-pdf">{t('rights.pdf')}</Button>
          </>
        )}
      >
        {looks.map((look) => <LookLine key={`${look.day} ${look.userName} ${look.role ?? ''}`} look={look} />)}
      </Section>
      {log.hasNextPage ? <Box sx={{ mt: -2, mb: 3 }}><Button loading={log.isFetchingNextPage} onClick={() => void log.fetchNextPage()} data-testid="looks-more">{t('rights.looksOlder')}</Button></Box> : null}
    </>
  );
}

function LookLine({ look }: { look: DayOfLooks }) {
  const { t } = useTranslation();
  const dates = useDates();
  const period = look.first === look.last ? dates.time(look.first) : `${dates.time(look.first)} – ${dates.time(look.last)}`;
  return (
    <Line testId="look-of-day">
      <Typography sx={{ fontWeight: 600 }}>{[look.display, codeWord(t, 'role', look.role)].filter(Boolean).join(' · ')}</Typography>
      <Typography variant="body2">{[look.interactions.map((one) => codeWord(t, 'interaction', one)).join(', '), t('rights.times', { count: look.times }), look.refused > 0 ? t('rights.refused', { count: look.refused }) : ''].filter(Boolean).join(' · ')}</Typography>
      <Typography variant="body2" sx={{ color: 'text.secondary' }}>{`${dates.date(look.day)}, ${period}`}</Typography>
    </Line>
  );
}
