import { sendPurposes, sendVersions } from '@carewright/core';
import { Icon } from '@carewright/ui';
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Checkbox from '@mui/material/Checkbox';
import FormControlLabel from '@mui/material/FormControlLabel';
import IconButton from '@mui/material/IconButton';
import MenuItem from '@mui/material/MenuItem';
import Switch from '@mui/material/Switch';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { useTranslation } from 'react-i18next';
import { Card } from '../../shell/card';
import type { RouteDraft, TargetDraft } from './partner-draft';
import type { PartProps } from './partner-form';
import { emptyRoute, usualRoutes } from './send-routes';

const exact = { spellCheck: false, style: { fontFamily: 'monospace', fontSize: '0.8125rem' } } as const;
const headers = ['application', 'facility', 'theirApplication', 'theirFacility'] as const;
const texts = ['message', 'of', 'when', 'before', 'together'] as const;
const usual = Object.keys(usualRoutes) as (keyof typeof usualRoutes)[];

/** What is sent to the partner, where to, and when. */
export function SendFields({ draft, issues, set }: PartProps) {
  const { t } = useTranslation();
  const { target } = draft;
  const wrong = issues.fields;
  const put = (change: Partial<TargetDraft>) => set({ target: { ...target, ...change } });
  return (
    <Card title={t('interfaces.send.title')}>
      <FormControlLabel control={<Switch checked={draft.sends} onChange={(_, sends) => set({ sends })} />} label={t('interfaces.send.sends')} data-testid="partner-sends" />
      {draft.sends ? (
        <>
          <Box sx={{ display: 'grid', gap: 2, gridTemplateColumns: { xs: '1fr', sm: '3fr 1fr' } }}>
            <TextField label={t('interfaces.send.host')} value={target.host} onChange={(event) => put({ host: event.target.value })} required error={wrong['send.host'] !== undefined} helperText={wrong['send.host'] ?? t('interfaces.send.hostHelp')} autoComplete="off" slotProps={{ htmlInput: { spellCheck: false, 'data-testid': 'send-host' } }} />
            <TextField label={t('interfaces.form.port')} value={target.port} onChange={(event) => put({ port: event.target.value })} required error={wrong['send.port'] !== undefined} helperText={wrong['send.port']} autoComplete="off" slotProps={{ htmlInput: { inputMode: 'numeric', 'data-testid': 'send-port' } }} />
          </Box>
          <FormControlLabel control={<Switch checked={target.isSecure} onChange={(_, isSecure) => put({ isSecure })} slotProps={{ input: { 'aria-invalid': wrong['send.isSecure'] !== undefined } }} />} label={t('interfaces.form.secure')} />
          {wrong['send.isSecure'] ? <Alert severity="error">{wrong['send.isSecure']}</Alert> : null}
          {target.isSecure ? <Secured target={target} wrong={wrong['send.certificates']} put={put} /> : <Alert severity="warning">{t('interfaces.form.plainText')}</Alert>}
          <Posting target={target} wrong={wrong} put={put} />
          <Box sx={{ display: 'grid', gap: 2, gridTemplateColumns: { xs: '1fr', sm: '1fr 1fr' } }}>
            {headers.map((name) => <TextField key={name} label={t(`interfaces.send.${name}`)} value={target[name]} onChange={(event) => put({ [name]: event.target.value })} autoComplete="off" slotProps={{ htmlInput: { spellCheck: false } }} />)}
            <TextField select label={t('interfaces.send.version')} value={target.version} onChange={(event) => put({ version: event.target.value })}>{sendVersions.map((version) => <MenuItem key={version} value={version}>{version}</MenuItem>)}</TextField>
            <TextField select label={t('interfaces.send.purpose')} value={target.purpose} onChange={(event) => put({ purpose: event.target.value })}>{sendPurposes.map((purpose) => <MenuItem key={purpose} value={purpose}>{t(`interfaces.send.purposes.${purpose}`)}</MenuItem>)}</TextField>
          </Box>
          <Box>
            <FormControlLabel control={<Checkbox checked={target.processingId !== 'P'} onChange={(_, isTest) => put({ processingId: isTest ? 'T' : 'P' })} />} label={t('interfaces.send.isTest')} />
            <FormControlLabel control={<Checkbox checked={target.isEnhanced} onChange={(_, isEnhanced) => put({ isEnhanced })} />} label={t('interfaces.send.enhanced')} />
            <FormControlLabel control={<Checkbox checked={target.connectsEachTime} onChange={(_, connectsEachTime) => put({ connectsEachTime })} />} label={t('interfaces.send.eachTime')} />
            <FormControlLabel control={<Checkbox checked={target.isRegistry} onChange={(_, isRegistry) => put({ isRegistry })} />} label={t('interfaces.send.isRegistry')} data-testid="send-registry" />
          </Box>
          <TextField label={t('interfaces.send.answerSeconds')} value={target.answerSeconds} onChange={(event) => put({ answerSeconds: event.target.value })} error={wrong['send.answerSeconds'] !== undefined} helperText={wrong['send.answerSeconds']} autoComplete="off" slotProps={{ htmlInput: { inputMode: 'numeric' } }} sx={{ maxWidth: 360 }} />
          <Routes target={target} fields={wrong} put={put} />
          <TextField label={t('interfaces.send.maps')} value={target.maps} onChange={(event) => put({ maps: event.target.value })} multiline minRows={2} maxRows={16} helperText={t('interfaces.send.mapsHelp')} slotProps={{ htmlInput: exact }} />
        </>
      ) : null}
    </Card>
  );
}

interface TargetProps {
  readonly target: TargetDraft;
  readonly put: (change: Partial<TargetDraft>) => void;
}

function Secured({ target, wrong, put }: TargetProps & { wrong: string | undefined }) {
  const { t } = useTranslation();
  return (
    <>
      <TextField label={t('interfaces.send.certificates')} value={target.certificates} onChange={(event) => put({ certificates: event.target.value })} multiline minRows={1} error={wrong !== undefined} helperText={wrong ?? t('interfaces.send.certificatesHelp')} slotProps={{ htmlInput: exact }} />
      <FormControlLabel control={<Checkbox checked={target.showsCertificate} onChange={(_, showsCertificate) => put({ showsCertificate })} />} label={t('interfaces.send.shows')} />
    </>
  );
}

/** That messages are posted, and where on the host. */
function Posting({ target, wrong, put }: TargetProps & { wrong: Readonly<Record<string, string>> }) {
  const { t } = useTranslation();
  const { http } = target;
  const field = (name: 'path' | 'userName' | 'password', help?: string) => {
    const fault = wrong[`send.http.${name}`];
    return <TextField type={name === 'password' ? 'password' : 'text'} label={t(`interfaces.send.http.${name}`)} value={http?.[name] ?? ''} onChange={(event) => (http ? put({ http: { ...http, [name]: event.target.value } }) : undefined)} error={fault !== undefined} helperText={fault ?? help} autoComplete={name === 'password' ? 'new-password' : 'off'} slotProps={{ htmlInput: { spellCheck: false, 'data-testid': `send-http-${name}` } }} />;
  };
  return (
    <>
      <FormControlLabel control={<Switch checked={http !== null} onChange={(_, isHttp) => put({ http: isHttp ? { path: '/', userName: '', password: '' } : null })} />} label={t('interfaces.send.http.posts')} data-testid="send-posts" />
      {http ? <Box sx={{ display: 'grid', gap: 2, gridTemplateColumns: { xs: '1fr', sm: '1fr 1fr 1fr' } }}>{field('path')}{field('userName')}{field('password', t('interfaces.send.http.passwordHelp'))}</Box> : null}
    </>
  );
}

/** Which changes of the record lead to which message; what is usual is one click away. */
function Routes({ target, fields, put }: TargetProps & { fields: Readonly<Record<string, string>> }) {
  const { t } = useTranslation();
  const { routes } = target;
  const change = (index: number, next: Partial<RouteDraft>) => put({ routes: routes.map((route, at) => (at === index ? { ...route, ...next } : route)) });
  return (
    <Box role="group" aria-label={t('interfaces.send.routes')} sx={{ display: 'grid', gap: 1.5 }}>
      <Typography variant="body2">{t('interfaces.send.routesHelp')}</Typography>
      {routes.map((route, index) => (
        <Box key={index} role="group" aria-label={t('interfaces.form.row', { number: index + 1 })} data-testid="send-route" sx={{ display: 'grid', gap: 1, gridTemplateColumns: { xs: '1fr', md: '1fr 1fr 3fr' }, pb: 1, borderBottom: '1px solid', borderColor: 'divider' }}>
          {texts.map((name) => <TextField key={name} label={t(`interfaces.send.route.${name}`)} value={route[name]} onChange={(event) => change(index, { [name]: event.target.value })} multiline={name === 'when'} required={name !== 'before' && name !== 'together'} autoComplete="off" slotProps={{ htmlInput: exact }} />)}
          <Box sx={{ display: 'flex', alignItems: 'center', gap: 1, gridColumn: '1 / -1' }}>
            <FormControlLabel control={<Checkbox checked={route.eachChange} onChange={(_, eachChange) => change(index, { eachChange })} />} label={t('interfaces.send.route.eachChange')} />
            <IconButton aria-label={t('interfaces.form.rowRemove', { number: index + 1 })} onClick={() => put({ routes: routes.filter((_, at) => at !== index) })} sx={{ ml: 'auto' }}><Icon name="close" /></IconButton>
          </Box>
          <RouteFault index={index} fields={fields} />
        </Box>
      ))}
      <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1 }}>
        {usual.map((name) => <Button key={name} startIcon={<Icon name="add" />} onClick={() => put({ routes: [...routes, ...usualRoutes[name]] })} data-testid={`send-add-${name}`}>{t(`interfaces.send.usual.${name}`)}</Button>)}
        <Button startIcon={<Icon name="add" />} onClick={() => put({ routes: [...routes, emptyRoute] })}>{t('interfaces.send.usual.other')}</Button>
      </Box>
    </Box>
  );
}

function RouteFault({ index, fields }: { index: number; fields: Readonly<Record<string, string>> }) {
  const faults = Object.entries(fields).filter(([place]) => place.startsWith(`send.routes[${index}]`)).map(([, message]) => message);
  return faults.length > 0 ? <Alert severity="error" sx={{ gridColumn: '1 / -1' }}>{faults.join(' ')}</Alert> : null;
}
