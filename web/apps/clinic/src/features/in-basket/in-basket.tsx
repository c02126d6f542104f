import { basketDoors, basketViews, isPlain, mayOperate, useBasket, useBasketAct, useSession, type BasketState, type BasketView, type SignedResult } from '@carewright/core';
import { LiveRegion } from '@carewright/ui';
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import ToggleButton from '@mui/material/ToggleButton';
import ToggleButtonGroup from '@mui/material/ToggleButtonGroup';
import Typography from '@mui/material/Typography';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Failure } from '../../shell/failure';
import { Page } from '../../shell/page';
import { BulkBar } from './bulk-bar';
import { ReviewDetail } from './review-detail';
import { ReviewList } from './review-list';
import { useBasketKeys } from './use-basket-keys';

/** Results that wait for somebody: the list at the left, gravest first, the one that is open at the right; on a phone one or the other. */
export function InBasket() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const search = useSearch({ from: '/in-basket' });
  const view = basketViews.find((one) => one === search.view) ?? 'mine';
  const state: BasketState = search.state === 'done' ? 'done' : 'open';
  const basket = useBasket(view, state);
  const rows = basket.data?.pages.flatMap((page) => page.rows) ?? [];
  const maySign = mayOperate(useSession(), 'result-sign');
  const go = (review?: string, next: { view: BasketView; state: BasketState } = { view, state }) => void navigate({ to: '/in-basket', search: { ...next, ...(review === undefined ? {} : { review }) } });
  const [done, setDone] = useState<string>();
  const signing = useBulkSign();
  useBasketKeys(rows.map((row) => row.id), search.review, go);
  const onDone = (act: string) => {
    setDone(act);
    const at = rows.findIndex((row) => row.id === search.review);
    if (act === 'sign' || act === 'forward') go(rows[at + 1]?.id);
  };
  const isOpen = search.review !== undefined;
  return (
    <Page title={t('inBasket.title')} actions={<Choices view={view} state={state} onChange={(next) => go(undefined, next)} />}>
      <LiveRegion>{basket.isSuccess ? t('inBasket.count', { count: rows.length }) : ''}</LiveRegion>
      <Box role="status">
        {done === undefined ? null : <Alert severity="success" onClose={() => setDone(undefined)} closeText={t('panel.close')} sx={{ mb: 1 }} data-testid="review-done">{t(`inBasket.done.${done}`)}</Alert>}
        <BulkResult results={signing.results} />
      </Box>
      <Failure error={signing.error} />
      <Box sx={{ display: 'grid', gap: 2, gridTemplateColumns: { xs: 'minmax(0, 1fr)', md: 'minmax(320px, 380px) minmax(0, 1fr)' }, alignItems: 'start' }}>
        <Box sx={{ display: { xs: isOpen ? 'none' : 'block', md: 'block' } }}>
          {maySign && state === 'open' && rows.some(isPlain) ? <BulkBar rows={rows} chosen={signing.chosen} onChoose={signing.choose} isPending={signing.isPending} onSign={() => signing.sign(rows)} /> : null}
          <ReviewList query={basket} rows={rows} state={state} opened={search.review} chosen={signing.chosen} maySign={maySign} onOpen={(id) => { setDone(undefined); go(id); }} onChoose={signing.choose} />
        </Box>
        <Box sx={{ display: { xs: isOpen ? 'block' : 'none', md: 'block' }, minWidth: 0 }}>
          {search.review === undefined
            ? <Typography variant="body2" sx={{ color: 'text.secondary', p: 2 }}>{t('inBasket.choose')} {t('inBasket.keys')}</Typography>
            : <ReviewDetail key={search.review} id={search.review} maySign={maySign} onDone={onDone} onBack={() => go()} />}
        </Box>
      </Box>
    </Page>
  );
}

function Choices({ view, state, onChange }: { view: BasketView; state: BasketState; onChange: (next: { view: BasketView; state: BasketState }) => void }) {
  const { t } = useTranslation();
  return (
    <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1 }}>
      <ToggleButtonGroup exclusive size="small" value={view} aria-label={t('inBasket.views')} onChange={(_, next: BasketView | null) => (next ? onChange({ view: next, state }) : undefined)}>
        {basketViews.map((one) => <ToggleButton key={one} value={one} data-testid={`view-${one}`}>{t(`inBasket.view.${one}`)}</ToggleButton>)}
      </ToggleButtonGroup>
      <ToggleButtonGroup exclusive size="small" value={state} aria-label={t('inBasket.states')} onChange={(_, next: BasketState | null) => (next ? onChange({ view, state: next }) : undefined)}>
        <ToggleButton value="open" data-testid="state-open">{t('inBasket.state.open')}</ToggleButton>
        <ToggleButton value="done" data-testid="state-done">{t('inBasket.state.done')}</ToggleButton>
      </ToggleButtonGroup>
    </Box>
  );
}

function useBulkSign() {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [results, setResults] = useState<readonly SignedResult[]>([]);
  const act = useBasketAct((client, tasks: readonly { id: string; seen: string }[]) => basketDoors.sign(client, tasks));
  const sign = (rows: readonly { id: string; seen: string }[]) => {
    const tasks = rows.filter((row) => chosen.has(row.id)).map(({ id, seen }) => ({ id, seen }));
    act.mutate(tasks, { onSuccess: (answer) => { setResults(answer.results); setChosen(new Set()); } });
  };
  return { chosen, choose: setChosen, results, sign, isPending: act.isPending, error: act.error };
}

function BulkResult({ results }: { results: readonly SignedResult[] }) {
  const { t } = useTranslation();
  if (results.length === 0) return null;
  const signed = results.filter((one) => one.status === 200).length;
  return (
    <Alert severity={signed === results.length ? 'success' : 'warning'} sx={{ mb: 1 }} data-testid="bulk-result">
      {t('inBasket.signedCount', { count: signed })} {signed === results.length ? '' : t('inBasket.notSigned', { count: results.length - signed })}
    </Alert>
  );
}
