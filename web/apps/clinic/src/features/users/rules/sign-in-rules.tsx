import { useOwnAccount, useSignInPolicy } from '@carewright/core';
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Skeleton from '@mui/material/Skeleton';
import Typography from '@mui/material/Typography';
import { useTranslation } from 'react-i18next';
import { Card } from '../../../shell/card';
import { Page } from '../../../shell/page';
import { StepUpProvider } from '../../../shell/step-up';
import { UsersNav } from '../../../shell/sub-nav';
import { errorText } from '../../../shell/words';
import { Leaves } from './leaves';
import { RulesForm } from './rules-form';

/** How people sign in: who needs a second proof, who may go without, when sessions end. */
export function SignInRules() {
  const { t } = useTranslation();
  const policy = useSignInPolicy();
  const own = useOwnAccount();
  const failed = policy.error ?? own.error;
  return (
    <Page title={t('signInRules.title')}>
      <UsersNav />
      {failed ? <Alert severity="error" action={<Button color="inherit" onClick={() => { void policy.refetch(); void own.refetch(); }}>{t('panel.retry')}</Button>}>{errorText(t, failed)}</Alert> : null}
      {!failed && (policy.isPending || own.isPending) ? <Box aria-busy="true">{[1, 2, 3].map((row) => <Skeleton key={row} height={96} />)}</Box> : null}
      {policy.data && own.data ? (
        <Box sx={{ display: 'grid', gap: 2, gridTemplateColumns: { xs: 'minmax(0, 1fr)', lg: 'minmax(0, 3fr) minmax(0, 2fr)' }, alignItems: 'start' }}>
          <StepUpProvider own={own.data}><RulesForm policy={policy.data} /></StepUpProvider>
          <Box sx={{ display: 'grid', gap: 2 }}>
            <Leaves />
            <Fixed />
          </Box>
        </Box>
      ) : null}
    </Page>
  );
}

/** What nobody changes, so that nobody looks for where it is changed. */
function Fixed() {
  const { t } = useTranslation();
  return (
    <Card title={t('signInRules.fixed.title')}>
      <Box component="ul" sx={{ m: 0, pl: 2.5, display: 'grid', gap: 0.5 }}>
        {(['idle', 'day', 'lock', 'password', 'proof'] as const).map((fact) => <Typography key={fact} component="li" variant="body2">{t(`signInRules.fixed.${fact}`)}</Typography>)}
      </Box>
    </Card>
  );
}
