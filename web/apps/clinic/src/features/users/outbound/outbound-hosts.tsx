import { useOutboundHosts, useSetOutboundHosts } from '@carewright/core';
import { HttpError } from '@carewright/fhir-client';
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import type { SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { formText } from '../../../shell/forms';
import { Page } from '../../../shell/page';
import { Line, Section } from '../../../shell/section';
import { UsersNav } from '../../../shell/sub-nav';
import { errorText } from '../../../shell/words';

/** Hosts within the clinic's own network that the server may call: everything else that somebody names must be on the internet, by TLS. */
export function OutboundHosts() {
  const { t } = useTranslation();
  const list = useOutboundHosts();
  const set = useSetOutboundHosts();
  const hosts = list.data?.hosts ?? [];
  const fault = set.error instanceof HttpError ? set.error.issues[0] : undefined;
  const add = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    set.mutate([...new Set([...hosts, formText(new FormData(form), 'host').toLowerCase()])], { onSuccess: () => form.reset() });
  };
  return (
    <Page title={t('outbound.title')}>
      <UsersNav />
      <Typography sx={{ mb: 1.5, maxWidth: 760 }}>{t('outbound.text')}</Typography>
      {set.error && !fault ? <Alert severity="error" sx={{ mb: 1 }}>{errorText(t, set.error)}</Alert> : null}
      <Section title={t('outbound.list')} query={list} empty={t('outbound.empty')} isEmpty={hosts.length === 0}>
        {hosts.map((host) => (
          <Line key={host} testId="outbound-host" actions={<Button color="error" disabled={set.isPending} onClick={() => set.mutate(hosts.filter((one) => one !== host))} aria-label={t('outbound.removeOf', { host })}>{t('outbound.remove')}</Button>}>
            <Typography sx={{ overflowWrap: 'anywhere' }}>{host}</Typography>
          </Line>
        ))}
      </Section>
      <Box component="form" onSubmit={add} sx={{ display: 'flex', flexWrap: 'wrap', gap: 1, alignItems: 'start', maxWidth: 760 }}>
        <TextField name="host" label={t('outbound.host')} required autoComplete="off" error={fault !== undefined} helperText={fault ? t('outbound.wrong') : t('outbound.hostHelp')} sx={{ flex: '1 1 260px' }} slotProps={{ htmlInput: { maxLength: 260, spellCheck: false, 'data-testid': 'outbound-name' } }} />
        <Button type="submit" variant="contained" disabled={!list.data} loading={set.isPending} data-testid="outbound-add">{t('outbound.add')}</Button>
      </Box>
    </Page>
  );
}
