import { conceptText, labOrders, pendsOrders, referenceOf, useCancelOrder, useCollect, type usePatientLabOrders, useSession, useSignOrder, standingOf, type LabOrder, type OrderState, type StandingState } from '@carewright/core';
import { Status, type Tone } from '@carewright/ui';
import Alert from '@mui/material/Alert';
import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useDates } from '../../shell/dates';
import { Line, Section } from '../../shell/section';
import { refusalText } from '../../shell/words';
import { PaperButtons } from './paper-buttons';

const tones: Readonly<Record<OrderState, Tone>> = { pended: 'warning', placed: 'info', taken: 'info', collected: 'info', results: 'success', cancelled: 'neutral' };

/** The patient's orders for laboratories, newest first, and what can be done with each. */
export function OrderList({ patientId, orders }: { patientId: string; orders: ReturnType<typeof usePatientLabOrders> }) {
  const { t } = useTranslation();
  const today = useDates().today();
  const all = labOrders(orders.data ?? []);
  return (
    <Section title={t('laborders.orders')} query={orders} empty={t('laborders.noOrders')} isEmpty={all.length === 0}>
      {all.map((one) => <OrderLine key={referenceOf(one.order)} one={one} standing={standingOf(one.order, orders.data ?? [], today)} patientId={patientId} />)}
    </Section>
  );
}

function OrderLine({ one, standing, patientId }: { one: LabOrder; standing: StandingState | undefined; patientId: string }) {
  const { t } = useTranslation();
  const dates = useDates();
  const session = useSession();
  const pends = pendsOrders(session);
  const [cancelling, setCancelling] = useState(false);
  const sign = useSignOrder();
  const collect = useCollect();
  const requester = /^Practitioner(Role)?\//.test(session.fhirUser ?? '') ? session.fhirUser : undefined;
  const now = () => new Date().toISOString();
  const open = standing === undefined && (one.state === 'placed' || one.state === 'taken');
  const error = sign.error ?? collect.error;
  const actions = (
    <>
      {one.state === 'pended' && !pends ? <Button variant="contained" onClick={() => sign.mutate({ order: one.order, requester, now: now() })} disabled={sign.isPending} data-testid="order-sign">{t('laborders.sign')}</Button> : null}
      {open ? <Button variant="outlined" onClick={() => collect.mutate({ orders: [one], frame: { patientId, requester, now: now() }, linksOrders: !pends })} disabled={collect.isPending} data-testid="order-collect">{t('laborders.collected')}</Button> : null}
      {one.state === 'cancelled' ? null : <PaperButtons requisition={one.requisition} specimens={one.specimens.map(referenceOf)} />}
      {(open || (standing !== undefined && one.state === 'placed') || one.state === 'pended' || one.state === 'collected') && (!pends || one.state === 'pended') ? <Button variant="outlined" color="error" onClick={() => setCancelling(true)} data-testid="order-cancel">{t(standing === undefined ? 'laborders.cancelOrder' : 'laborders.endStanding')}</Button> : null}
    </>
  );
  return (
    <Line testId="lab-order" actions={actions}>
      <Status tone={tones[one.state]}>{t(standing === undefined || one.state === 'cancelled' || one.state === 'pended' ? `laborders.states.${one.state}` : one.state === 'results' ? 'laborders.standingOver' : 'laborders.collects.standing')}</Status>
      <Typography sx={{ fontWeight: 600, overflowWrap: 'anywhere' }}>{conceptText(one.order.code) ?? ''}</Typography>
      <Typography variant="body2" sx={{ color: 'text.secondary' }}>{[one.number, one.order.authoredOn ? dates.dateTime(one.order.authoredOn) : '', one.order.priority ? t(`laborders.priorities.${one.order.priority}`) : ''].filter(Boolean).join(' · ')}</Typography>
      {standing ? <Typography variant="body2" data-testid="standing">{[t('laborders.given', { count: standing.given.length, days: standing.given.map((given) => dates.date(given.on)).join(', ') }), standing.coming.length > 0 ? t('laborders.coming', { days: standing.coming.map((day) => dates.date(day)).join(', ') }) : ''].filter(Boolean).join(' ')}</Typography> : null}
      {error ? <Alert severity="error">{refusalText(t, error)}</Alert> : null}
      {cancelling ? <CancelDialog one={one} onClose={() => setCancelling(false)} /> : null}
    </Line>
  );
}

function CancelDialog({ one, onClose }: { one: LabOrder; onClose: () => void }) {
  const { t } = useTranslation();
  const [reason, setReason] = useState('');
  const cancel = useCancelOrder();
  return (
    <Dialog open onClose={onClose} fullWidth maxWidth="sm" aria-labelledby="cancel-order">
      <DialogTitle id="cancel-order">{t('laborders.cancelTitle', { name: conceptText(one.order.code) ?? '' })}</DialogTitle>
      <DialogContent sx={{ display: 'grid', gap: 1.5 }}>
        {one.state === 'pended' ? null : <Typography variant="body2">{t('laborders.cancelHelp')}</Typography>}
        <TextField label={t('laborders.cancelReason')} value={reason} onChange={(event) => setReason(event.target.value)} required autoFocus multiline minRows={2} slotProps={{ htmlInput: { 'data-testid': 'cancel-reason', maxLength: 500 } }} />
        {cancel.isError ? <Alert severity="error">{refusalText(t, cancel.error)}</Alert> : null}
      </DialogContent>
      <DialogActions>
        <Button onClick={onClose}>{t('laborders.keep')}</Button>
        <Button variant="contained" color="error" disabled={reason.trim() === '' || cancel.isPending} onClick={() => cancel.mutate({ order: one.order, reason: reason.trim() }, { onSuccess: onClose })} data-testid="cancel-confirm">{t('laborders.cancelOrder')}</Button>
      </DialogActions>
    </Dialog>
  );
}
