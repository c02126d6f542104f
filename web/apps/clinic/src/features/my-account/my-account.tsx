import { useOwnAccount, type OwnAccount } from '@carewright/core';
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Skeleton from '@mui/material/Skeleton';
import { useTranslation } from 'react-i18next';
import { Page } from '../../shell/page';
import { errorText } from '../../shell/words';
import { Factors } from './factors';
import { Password } from './password';
import { SignedIn } from './signed-in';
import { StepUpProvider } from './step-up';

/** How one signs in and where one is signed in. */
export function MyAccount() {
  const { t } = useTranslation();
  const own = useOwnAccount();
  return (
    <Page title={t('account.title')}>
      {own.isError ? <Alert severity="error" action={<Button color="inherit" onClick={() => void own.refetch()}>{t('panel.retry')}</Button>}>{errorText(t, own.error)}</Alert> : null}
      {own.isPending ? <Box aria-busy="true">{[1, 2, 3].map((row) => <Skeleton key={row} height={96} />)}</Box> : null}
      {own.data ? <Parts own={own.data} /> : null}
    </Page>
  );
}

function Parts({ own }: { own: OwnAccount }) {
  return (
    <StepUpProvider own={own}>
      <Box sx={{ display: 'grid', gap: 2, gridTemplateColumns: { xs: 'minmax(0, 1fr)', lg: 'minmax(0, 1fr) minmax(0, 1fr)' }, alignItems: 'start' }}>
        <Factors own={own} />
        <Box sx={{ display: 'grid', gap: 2 }}>
          <SignedIn />
          <Password />
        </Box>
      </Box>
    </StepUpProvider>
  );
}
