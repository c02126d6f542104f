import Box from '@mui/material/Box';
import ButtonBase from '@mui/material/ButtonBase';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';

interface Place {
  readonly to: '/staff' | '/sign-in-rules' | '/access-review' | '/directories' | '/allowed-hosts' | '/audit-log' | '/log-keeping';
  readonly label: string;
}

/** The screens that belong together, as a row of links below the heading. */
function SubNav({ group, places }: { group: string; places: readonly Place[] }) {
  const { t } = useTranslation();
  return (
    <Box component="nav" aria-label={t(group)} sx={{ display: 'flex', flexWrap: 'wrap', gap: 0.5, mb: 1.5, borderBottom: '1px solid', borderColor: 'divider' }}>
      {places.map((place) => (
        <ButtonBase
          key={place.to} component={Link} to={place.to} activeProps={{ 'aria-current': 'page' }}
          sx={{ px: 1, minHeight: 36, fontSize: '0.8125rem', fontWeight: 600, color: 'text.secondary', borderBottom: '2px solid transparent', '&[aria-current]': { color: 'primary.main', borderColor: 'primary.main' }, '&:hover': { bgcolor: 'action.hover' } }}
        >
          {t(place.label)}
        </ButtonBase>
      ))}
    </Box>
  );
}

const users: readonly Place[] = [
  { to: '/staff', label: 'nav.people' },
  { to: '/sign-in-rules', label: 'nav.signInRules' },
  { to: '/access-review', label: 'nav.accessReview' },
  { to: '/directories', label: 'nav.directories' },
  { to: '/allowed-hosts', label: 'nav.outboundHosts' },
];

const log: readonly Place[] = [
  { to: '/audit-log', label: 'nav.auditEvents' },
  { to: '/log-keeping', label: 'nav.logKeeping' },
];

/** For who manages the clinic's users. */
export const UsersNav = () => <SubNav group="nav.users" places={users} />;

/** For who reads the audit log. */
export const LogNav = () => <SubNav group="nav.audit" places={log} />;
