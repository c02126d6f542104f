import { emptyDraft, hasArea, mayOrder, pendsOrders, useChartSource, usePatientLabOrders, useSession, useWhole, type LabTest, type OrderDraft } from '@carewright/core';
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';
import { Link, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Page } from '../../shell/page';
import { usePatientWords } from '../../shell/patient-words';
import { Basket } from './basket';
import { OrderDetails } from './order-details';
import { OrderList } from './order-list';
import { PlaceOrder } from './place-order';
import { TestFinder } from './test-finder';

/** Tests of laboratories for one patient: what is ordered now, and what was ordered before. */
export function OrderTests() {
  const { patientId } = useParams({ from: '/patients/$patientId/order-tests' });
  // A new patient is a new screen: nothing that was chosen for the last one may linger in it.
  return <OrderPage key={patientId} patientId={patientId} />;
}

function OrderPage({ patientId }: { patientId: string }) {
  const { t } = useTranslation();
  const session = useSession();
  const who = usePatientWords(`Patient/${patientId}`);
  const back = (
    <>
      {hasArea(session, 'in-house') ? <Button component={Link} to={`/patients/${patientId}/in-house`} variant="outlined" data-testid="to-in-house">{t('laborders.inHouse')}</Button> : null}
      {hasArea(session, 'chart') ? <Button component={Link} to={`/patients/${patientId}`} variant="outlined">{t('laborders.toChart')}</Button> : null}
    </>
  );
  return (
    <Page title={t('laborders.title')} actions={back}>
      <Typography sx={{ mb: 2, fontWeight: 650, overflowWrap: 'anywhere' }} data-testid="order-patient">{who}</Typography>
      {mayOrder(session) ? <Ordering patientId={patientId} /> : <Alert severity="info">{t('errors.forbidden')}</Alert>}
    </Page>
  );
}

function Ordering({ patientId }: { patientId: string }) {
  const { t } = useTranslation();
  const pends = pendsOrders(useSession());
  const [draft, setDraft] = useState<OrderDraft>(emptyDraft);
  const [laboratory, setLaboratory] = useState<string>();
  const problems = useWhole(useChartSource(patientId, 'problems'));
  const coverages = useWhole(useChartSource(patientId, 'coverage'));
  const orders = usePatientLabOrders(patientId);
  const set = (change: Partial<OrderDraft>) => setDraft((before) => ({ ...before, ...change }));
  const add = (test: LabTest) => setDraft((before) => (before.tests.some((one) => one.id === test.id) ? before : { ...before, tests: [...before.tests, test] }));
  return (
    <Box sx={{ display: 'grid', gap: 2, gridTemplateColumns: { xs: 'minmax(0, 1fr)', md: 'minmax(0, 3fr) minmax(0, 2fr)' }, alignItems: 'start' }}>
      <Box sx={{ display: 'grid', gap: 2, minWidth: 0 }}>
        {pends ? <Alert severity="info">{t('laborders.pends')}</Alert> : null}
        <TestFinder laboratory={laboratory} onLaboratory={setLaboratory} onAdd={add} />
        <OrderDetails draft={draft} problems={problems.resources} coverages={coverages.resources} set={set} />
      </Box>
      <Box sx={{ display: 'grid', gap: 2, minWidth: 0 }}>
        <Basket tests={draft.tests} onRemove={(test) => set({ tests: draft.tests.filter((one) => one.id !== test.id) })} />
        <PlaceOrder patientId={patientId} draft={draft} laboratory={laboratory} before={orders.data ?? []} onPlaced={() => setDraft(emptyDraft)} />
      </Box>
      <Box sx={{ gridColumn: '1 / -1', minWidth: 0 }}>
        <OrderList patientId={patientId} orders={orders} />
      </Box>
    </Box>
  );
}
