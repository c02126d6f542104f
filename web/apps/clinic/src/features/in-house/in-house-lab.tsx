import { useInHouse } from '@carewright/core';
import { LiveRegion } from '@carewright/ui';
import Alert from '@mui/material/Alert';
import CircularProgress from '@mui/material/CircularProgress';
import ToggleButton from '@mui/material/ToggleButton';
import ToggleButtonGroup from '@mui/material/ToggleButtonGroup';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Page } from '../../shell/page';
import { errorText } from '../../shell/words';
import { BenchState } from './bench-state';
import { Controls } from './controls';
import { Logs } from './logs';
import { Lots } from './lots';

const views = ['today', 'controls', 'lots', 'logs'] as const;
type View = (typeof views)[number];

/** What the clinic tests itself: what may be done today, controls, lots and logs. */
export function InHouseLab() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const search = useSearch({ from: '/in-house-lab' });
  const view = views.find((one) => one === search.view) ?? 'today';
  const state = useInHouse();
  const choice = (
    <ToggleButtonGroup exclusive size="small" value={view} aria-label={t('inHouse.views')} className="not-on-paper" onChange={(_, next: View | null) => (next ? void navigate({ to: '/in-house-lab', search: { view: next } }) : undefined)}>
      {views.map((one) => <ToggleButton key={one} value={one} data-testid={`in-house-${one}`}>{t(`inHouse.view.${one}`)}</ToggleButton>)}
    </ToggleButtonGroup>
  );
  return (
    <Page title={t('inHouse.title')} actions={choice}>
      <LiveRegion>{state.isSuccess ? t('inHouse.tests', { count: state.data.tests.length }) : ''}</LiveRegion>
      {state.isPending ? <CircularProgress aria-label={t('panel.loading')} /> : null}
      {state.isError ? <Alert severity="error">{errorText(t, state.error)}</Alert> : null}
      {state.data === undefined ? null : view === 'today' ? <BenchState state={state.data} /> : view === 'controls' ? <Controls tests={state.data.tests} /> : view === 'lots' ? <Lots state={state.data} /> : <Logs instruments={state.data.instruments} />}
    </Page>
  );
}
