import { interfaceDoors, usePartnerAct, type PartnerState, type PortState } from '@carewright/core';
import { Icon, Status, type Tone } from '@carewright/ui';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import FormControlLabel from '@mui/material/FormControlLabel';
import Switch from '@mui/material/Switch';
import Typography from '@mui/material/Typography';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Failure } from '../../shell/failure';
import { useLocale } from '../../shell/language';
import { ago } from '../../shell/messages/ago';
import { Line } from '../../shell/section';
import { useStepUp } from '../../shell/step-up';
import { findingsOf, healthOf, type Finding, type Health } from './partner-health';
import { RemovePartner } from './remove-partner';

const tones: Readonly<Record<Health, Tone>> = { off: 'neutral', problem: 'danger', attention: 'warning', well: 'success' };

interface PartnerLineProps {
  readonly state: PartnerState;
  readonly ports: readonly PortState[];
  /** When the answer came that is shown. */
  readonly now: number;
  readonly canChange: boolean;
  readonly onEdit: () => void;
}

/** One partner: whether it works, in words, what is amiss, and the few numbers that tell how busy it is. */
export function PartnerLine({ state, ports, now, canChange, onEdit }: PartnerLineProps) {
  const { t } = useTranslation();
  const stepUp = useStepUp();
  const [removing, setRemoving] = useState(false);
  const { settings } = state;
  const turn = usePartnerAct((client, isEnabled: boolean) => interfaceDoors.put(client, { ...settings, isEnabled }));
  const findings = findingsOf(state, ports);
  const health = healthOf(state, findings);
  const named = { name: settings.name };
  return (
    <Line
      testId="partner"
      actions={
        <>
          <FormControlLabel control={<Switch checked={settings.isEnabled} disabled={!canChange || turn.isPending} onChange={() => stepUp(() => turn.mutate(!settings.isEnabled))} slotProps={{ input: { 'aria-label': t('interfaces.onNamed', named) } }} />} label={t(settings.isEnabled ? 'interfaces.on' : 'interfaces.off')} />
          <Button disabled={!canChange} onClick={onEdit} aria-label={t('interfaces.editNamed', named)} data-testid="partner-edit">{t('users.edit')}</Button>
          <Button color="error" disabled={!canChange} onClick={() => setRemoving(true)} aria-label={t('interfaces.removeNamed', named)} data-testid="partner-remove">{t('interfaces.remove')}</Button>
        </>
      }
    >
      <Typography sx={{ fontWeight: 600 }}>{settings.name} <Status tone={tones[health]}>{t(`interfaces.health.${health}`)}</Status></Typography>
      {settings.analyser ? <Typography variant="body2" color="text.secondary">{t('interfaces.analyser')}</Typography> : null}
      <Findings findings={findings} state={state} now={now} />
      <Facts state={state} ports={ports} now={now} />
      <Failure error={turn.error} />
      {removing ? <RemovePartner partner={settings} onClose={() => setRemoving(false)} /> : null}
    </Line>
  );
}

/** What is amiss comes first, each with its sign and its sentence. */
function Findings({ findings, state, now }: { findings: readonly Finding[]; state: PartnerState; now: number }) {
  const { t } = useTranslation();
  const locale = useLocale();
  if (findings.length === 0) return null;
  const when = (at: string | null) => (at === null ? t('interfaces.fact.noTime') : ago(locale, at, now));
  const times = { since: when(state.oldestOpen), unsent: when(state.oldestUnsent), last: when(state.lastAt), fault: state.sending?.fault ?? '' };
  return (
    <Box component="ul" sx={{ listStyle: 'none', m: 0, my: 0.5, p: 0, display: 'grid', gap: 0.25 }}>
      {findings.map((finding) => (
        <Typography key={finding.key} component="li" variant="body2" data-testid="partner-finding" sx={{ display: 'flex', gap: 0.75, fontWeight: finding.isProblem ? 600 : 400, color: finding.isProblem ? 'error.main' : 'text.primary' }}>
          <Icon name={finding.isProblem ? 'warning' : 'flag'} />
          <span>{t(`interfaces.finding.${finding.key}`, { ...times, ...finding })}</span>
        </Typography>
      ))}
    </Box>
  );
}

function Facts({ state, ports, now }: { state: PartnerState; ports: readonly PortState[]; now: number }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const { settings, messages } = state;
  const port = ports.find((one) => one.port === settings.receive?.port);
  const where = settings.receive === null ? t('interfaces.fact.noPort') : t(settings.receive.isSecure ? 'interfaces.fact.secure' : 'interfaces.fact.plain', { port: settings.receive.port });
  const facts = [
    where,
    ...(port?.isOpen ? [t('interfaces.fact.connections', { count: port.connections })] : []),
    state.lastAt === null ? t('interfaces.fact.never') : t('interfaces.fact.last', { when: ago(locale, state.lastAt, now) }),
    t('interfaces.fact.hour', { count: state.lastHour }),
    ...(settings.send === null ? [] : [t(state.sending?.isConnected ? 'interfaces.fact.sendsConnected' : 'interfaces.fact.sends', { host: settings.send.host, port: settings.send.port })]),
    ...((messages.Received ?? 0) > 0 ? [t('interfaces.fact.open', { count: messages.Received ?? 0 })] : []),
    t('interfaces.fact.applied', { count: messages.Applied ?? 0 }),
  ];
  return <Typography variant="body2" sx={{ color: 'text.secondary' }}>{facts.join(' · ')}</Typography>;
}
