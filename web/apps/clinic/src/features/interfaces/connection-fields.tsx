import Alert from '@mui/material/Alert';
import FormControlLabel from '@mui/material/FormControlLabel';
import Switch from '@mui/material/Switch';
import TextField from '@mui/material/TextField';
import { useTranslation } from 'react-i18next';
import { Card } from '../../shell/card';
import type { PartProps } from './partner-form';

const exact = { spellCheck: false, style: { fontFamily: 'monospace', fontSize: '0.8125rem' } } as const;

/** Where the partner connects, and how it is known there. */
export function ConnectionFields({ draft, issues, set }: PartProps) {
  const { t } = useTranslation();
  const wrong = issues.fields;
  return (
    <Card title={t('interfaces.form.connection')}>
      <FormControlLabel control={<Switch checked={draft.receives} onChange={(_, receives) => set({ receives })} />} label={t('interfaces.form.receives')} />
      {draft.receives ? (
        <>
          <TextField label={t('interfaces.form.port')} value={draft.port} onChange={(event) => set({ port: event.target.value })} required error={wrong['receive.port'] !== undefined} helperText={wrong['receive.port'] ?? t('interfaces.form.portHelp')} autoComplete="off" slotProps={{ htmlInput: { inputMode: 'numeric', 'data-testid': 'partner-port' } }} sx={{ maxWidth: 360 }} />
          <FormControlLabel control={<Switch checked={draft.isSecure} onChange={(_, isSecure) => set({ isSecure })} slotProps={{ input: { 'aria-invalid': wrong['receive.isSecure'] !== undefined } }} />} label={t('interfaces.form.secure')} data-testid="partner-secure" />
          {wrong['receive.isSecure'] ? <Alert severity="error">{wrong['receive.isSecure']}</Alert> : null}
          {draft.isSecure ? null : <Alert severity="warning">{t('interfaces.form.plainText')}</Alert>}
          <TextField label={t('interfaces.form.addresses')} value={draft.addresses} onChange={(event) => set({ addresses: event.target.value })} multiline minRows={1} error={wrong['receive.addresses'] !== undefined || wrong['receive'] !== undefined} helperText={wrong['receive.addresses'] ?? wrong['receive'] ?? t('interfaces.form.addressesHelp')} slotProps={{ htmlInput: { ...exact, 'data-testid': 'partner-addresses' } }} />
          <TextField label={t('interfaces.form.certificates')} value={draft.certificates} onChange={(event) => set({ certificates: event.target.value })} multiline minRows={1} error={wrong['receive.certificates'] !== undefined} helperText={wrong['receive.certificates'] ?? t('interfaces.form.certificatesHelp')} slotProps={{ htmlInput: exact }} />
        </>
      ) : null}
      <FormControlLabel control={<Switch checked={draft.posts} onChange={(_, posts) => set({ posts })} slotProps={{ input: { 'aria-invalid': wrong['http'] !== undefined } }} />} label={t('interfaces.form.posts')} data-testid="partner-posts" />
      {wrong['http'] ? <Alert severity="error">{wrong['http']}</Alert> : null}
      {draft.posts ? (
        <>
          <TextField type="password" label={t('interfaces.form.postPassword')} value={draft.postPassword} onChange={(event) => set({ postPassword: event.target.value })} error={wrong['http.password'] !== undefined} helperText={wrong['http.password'] ?? t('interfaces.form.postPasswordHelp')} autoComplete="new-password" slotProps={{ htmlInput: { ...exact, 'data-testid': 'post-password' } }} />
          <TextField label={t('interfaces.form.postAddresses')} value={draft.postAddresses} onChange={(event) => set({ postAddresses: event.target.value })} multiline minRows={1} error={wrong['http.addresses'] !== undefined} helperText={wrong['http.addresses'] ?? t('interfaces.form.postAddressesHelp')} slotProps={{ htmlInput: exact }} />
        </>
      ) : null}
    </Card>
  );
}
