import { useSession, useSessionControls, useZone, zoneName } from '@carewright/core';
import { Icon } from '@carewright/ui';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Divider from '@mui/material/Divider';
import Popover from '@mui/material/Popover';
import Typography from '@mui/material/Typography';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocale } from './language';
import { LanguageSwitch, ThemeSwitch } from './preferences';
import { codeWord } from './words';

/** Who is signed in, as what and where; language and theme; and the way out. */
export function UserMenu() {
  const { t } = useTranslation();
  const session = useSession();
  // From a chart, apps open for the patient whose chart it is.
  const { patientId } = useParams({ strict: false });
  const navigate = useNavigate();
  const { signOut } = useSessionControls();
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const role = codeWord(t, 'role', session.role);
  const locale = useLocale();
  const zone = useZone();
  const site = session.site?.display ?? undefined;
  const place = [site, session.department?.display ?? session.department?.code].filter(Boolean).join(' · ');
  const openApps = () => {
    setAnchor(null);
    void navigate({ to: '/apps', search: { patient: patientId } });
  };
  return (
    <>
      <Button
        data-testid="user-menu" color="inherit" aria-haspopup="dialog" aria-expanded={anchor !== null} onClick={(event) => setAnchor(event.currentTarget)}
        startIcon={<Icon name="person" />} endIcon={<Icon name="down" sx={{ display: { xs: 'none', sm: 'block' } }} />}
        aria-label={[t('user.menu', { name: session.display }), site].filter(Boolean).join(', ')}
        sx={{ minWidth: 40, '& .MuiButton-startIcon': { mr: { xs: 0, sm: 1 } }, whiteSpace: 'nowrap' }}
      >
        <Box component="span" sx={{ display: { xs: 'none', sm: 'block' }, maxWidth: { sm: 210, lg: 280 }, textAlign: 'left', lineHeight: 1.25 }}>
          <Box component="span" sx={{ display: 'block', overflow: 'hidden', textOverflow: 'ellipsis' }}>{session.display}</Box>
          {' '}
          {site ? <Box component="span" title={site} sx={{ display: 'block', overflow: 'hidden', textOverflow: 'ellipsis', fontSize: '0.6875rem', fontWeight: 400, color: 'text.secondary' }} data-testid="session-site">{site}</Box> : null}
        </Box>
      </Button>
      <Popover
        open={anchor !== null} anchorEl={anchor} onClose={() => setAnchor(null)} anchorOrigin={{ vertical: 'bottom', horizontal: 'right' }} transformOrigin={{ vertical: 'top', horizontal: 'right' }}
        slotProps={{ paper: { role: 'dialog', 'aria-label': t('user.menu', { name: session.display }) } }}
      >
        <Box sx={{ p: 2, width: 280, display: 'grid', gap: 1.5 }}>
          <div>
            <Typography sx={{ fontWeight: 650 }}>{session.display}</Typography>
            <Typography variant="body2" sx={{ color: 'text.secondary' }}>{role}</Typography>
            {place ? <Typography variant="body2" sx={{ color: 'text.secondary' }}>{place}</Typography> : null}
            <Typography variant="body2" sx={{ color: 'text.secondary' }}>{session.tenant}</Typography>
            <Typography variant="body2" sx={{ color: 'text.secondary' }} data-testid="session-zone">{t('zone.times', { zone: zoneName(zone, locale) })}</Typography>
          </div>
          <Divider />
          <ThemeSwitch />
          <LanguageSwitch />
          <Button component={Link} to="/my-account" onClick={() => setAnchor(null)} variant="outlined" data-testid="my-account">{t('user.account')}</Button>
          {session.role === 'patient' ? <Button component={Link} to="/my-privacy" onClick={() => setAnchor(null)} variant="outlined" data-testid="my-privacy">{t('privacy.title')}</Button> : null}
          <Button variant="outlined" onClick={openApps} data-testid="open-apps">{t('nav.apps')}</Button>
          <Button data-testid="sign-out" variant="outlined" onClick={() => void signOut('signed-out')}>{t('user.signOut')}</Button>
        </Box>
      </Popover>
    </>
  );
}
