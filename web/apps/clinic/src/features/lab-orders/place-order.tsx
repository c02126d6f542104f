import { answerFits, duplicatesOf, hasReason, pendsOrders, questionsOf, requisitionsOf, useChartSource, usePlaceOrders, useSession, type OrderDraft, type Placing } from '@carewright/core';
import type { FhirResource } from '@carewright/fhir-client';
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Card } from '../../shell/card';
import { useDates } from '../../shell/dates';
import { refusalText } from '../../shell/words';
import { PaperButtons } from './paper-buttons';

interface PlaceOrderProps {
  readonly patientId: string;
  readonly draft: OrderDraft;
  readonly laboratory: string | undefined;
  /** The patient's orders of before, with what came of them. */
  readonly before: readonly FhirResource[];
  readonly onPlaced: () => void;
}

/** What is about to be ordered, what should be thought of first, and the button. */
export function PlaceOrder({ patientId, draft, laboratory, before, onPlaced }: PlaceOrderProps) {
  const { t } = useTranslation();
  const session = useSession();
  const dates = useDates();
  const labs = useChartSource(patientId, 'labs');
  const encounters = useChartSource(patientId, 'encounters');
  const place = usePlaceOrders();
  const [placing, setPlacing] = useState<Placing>();
  const [asOf] = useState(() => Date.now());
  const duplicates = duplicatesOf(draft.tests, [...before, ...labs.resources], asOf);
  const missing = questionsOf(draft.tests).filter((question) => !answerFits(question, draft.answers[question.code]));
  const homeless = draft.tests.filter((test) => test.laboratory === null && laboratory === undefined);
  const requester = /^Practitioner(Role)?\//.test(session.fhirUser ?? '') ? session.fhirUser : undefined;
  const send = () => {
    const visit = encounters.resources.find((one) => one.resourceType === 'Encounter' && ['arrived', 'triaged', 'in-progress'].includes(one.status));
    const frame = { patientId, laboratory, requester, pends: pendsOrders(session), encounter: visit?.id === undefined ? undefined : `Encounter/${visit.id}`, now: new Date().toISOString() };
    place.mutate(requisitionsOf(draft, frame), { onSuccess: (done) => { setPlacing(done); if (done.failed === undefined) onPlaced(); } });
  };
  return (
    <Card title={t('laborders.summary')}>
      <Typography variant="body2" data-testid="order-summary">{[t('laborders.testCount', { count: draft.tests.length }), t(`laborders.priorities.${draft.priority}`), t(`laborders.collects.${draft.collect}`)].join(' · ')}</Typography>
      {duplicates.map((one) => <Alert key={one.test.id} severity="warning" data-testid="duplicate">{t(`laborders.duplicate.${one.kind}`, { name: one.test.name, date: dates.date(one.on) })}</Alert>)}
      {draft.tests.length > 0 && !hasReason(draft) ? <Alert severity="warning" data-testid="no-reason">{t('laborders.noReason')}</Alert> : null}
      {missing.length > 0 ? <Alert severity="info" data-testid="missing-answers">{t('laborders.missing', { questions: missing.map((question) => question.text).join(' ') })}</Alert> : null}
      {homeless.length > 0 ? <Alert severity="info">{t('laborders.chooseLaboratory', { names: homeless.map((test) => test.name).join(', ') })}</Alert> : null}
      {place.isError ? <Alert severity="error">{refusalText(t, place.error)}</Alert> : null}
      <Box>
        <Button variant="contained" onClick={send} disabled={draft.tests.length === 0 || missing.length > 0 || homeless.length > 0 || place.isPending} data-testid="place-order">{t(pendsOrders(session) ? 'laborders.pend' : 'laborders.place')}</Button>
      </Box>
      {placing ? <Placed placing={placing} /> : null}
    </Card>
  );
}

function Placed({ placing }: { placing: Placing }) {
  const { t } = useTranslation();
  return (
    <>
      {placing.placed.map((one) => (
        <Alert key={one.number} severity="success" data-testid="placed">
          <Typography variant="body2">{t('laborders.placed', { number: one.number })}</Typography>
          {one.orders.map((order) => <Typography key={order.number} variant="body2">{t('laborders.placedOne', { name: order.name, number: order.number })}</Typography>)}
          <PaperButtons requisition={one.number} specimens={one.specimens} />
        </Alert>
      ))}
      {placing.failed ? <Alert severity="error" data-testid="not-placed">{t('laborders.notPlaced', { names: placing.failed.orders.map((order) => order.name).join(', ') })} {refusalText(t, placing.error)}</Alert> : null}
    </>
  );
}
