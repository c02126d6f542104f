import { basketDoors, useBasketAct, useSession, type ResultReview, type ReviewAct } from '@carewright/core';
import { HttpError } from '@carewright/fhir-client';
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import TextField from '@mui/material/TextField';
import { useState, type ReactNode, type SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Card } from '../../shell/card';
import { Failure } from '../../shell/failure';
import { ForwardForm } from './forward-form';

interface ReviewActsProps {
  readonly review: ResultReview;
  readonly maySign: boolean;
  readonly onDone: (act: string) => void;
  readonly onAgain: () => void;
}

type Form = 'forward' | 'tell' | 'read-back';

/** What can be done about a review that is open: sign it with a comment, take it, give it away, tell the patient, note who was told. */
export function ReviewActs({ review, maySign, onDone, onAgain }: ReviewActsProps) {
  const { t } = useTranslation();
  const me = useSession().fhirUser;
  const [comment, setComment] = useState('');
  const [form, setForm] = useState<Form>();
  const acting = useBasketAct((client, act: ReviewAct) => basketDoors.act(client, review.id, act));
  if (review.signedAt !== null || review.status === 'cancelled') return null;
  const send = (act: ReviewAct) => acting.mutate(act, { onSuccess: () => { setForm(undefined); onDone(act.act); } });
  const toggle = (name: Form) => setForm(form === name ? undefined : name);
  return (
    <Card title={t('inBasket.acts')}>
      <ActFailure error={acting.error} onAgain={() => { acting.reset(); onAgain(); }} />
      {maySign ? <TextField label={t('inBasket.comment')} value={comment} onChange={(event) => setComment(event.target.value)} multiline size="small" slotProps={{ htmlInput: { maxLength: 2000, 'data-testid': 'review-comment' } }} /> : null}
      <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1 }}>
        {maySign ? <Button variant="contained" loading={acting.isPending} onClick={() => send({ act: 'sign', seen: review.seen, ...(comment.trim() === '' ? {} : { comment }) })} data-testid="review-sign">{t('inBasket.sign')}</Button> : null}
        {review.owner !== null && review.owner.reference === me ? null : <Button variant="outlined" onClick={() => send({ act: 'take' })} data-testid="review-take">{t('inBasket.take')}</Button>}
        <Button variant="outlined" aria-expanded={form === 'forward'} onClick={() => toggle('forward')} data-testid="review-forward">{t('inBasket.forward')}</Button>
        {review.patient ? <Button variant="outlined" aria-expanded={form === 'tell'} onClick={() => toggle('tell')} data-testid="review-tell">{t('inBasket.tell')}</Button> : null}
        {review.rating === 'critical' ? <Button variant="outlined" aria-expanded={form === 'read-back'} onClick={() => toggle('read-back')} data-testid="review-read-back">{t('inBasket.readBack')}</Button> : null}
      </Box>
      {form === 'forward' ? <ForwardForm isPending={acting.isPending} onSend={send} /> : null}
      {form === 'tell' ? <TellForm text={review.rating === 'normal' ? t('inBasket.tellNormal') : ''} isPending={acting.isPending} onSend={send} /> : null}
      {form === 'read-back' ? <ReadBackForm isPending={acting.isPending} onSend={send} /> : null}
    </Card>
  );
}

/** That the report is newer, or that somebody else was faster, is no fault: one looks again. */
function ActFailure({ error, onAgain }: { error: unknown; onAgain: () => void }) {
  const { t } = useTranslation();
  if (!(error instanceof HttpError) || error.status !== 409) return <Failure error={error} />;
  return <Alert severity="warning" data-testid="review-conflict" action={<Button color="inherit" onClick={onAgain}>{t('inBasket.again')}</Button>}>{t(error.code === 'newer' ? 'inBasket.newer' : 'inBasket.conflict')}</Alert>;
}

interface FormProps {
  readonly isPending: boolean;
  readonly onSend: (act: ReviewAct) => void;
}

function TellForm({ text: first, isPending, onSend }: FormProps & { text: string }) {
  const { t } = useTranslation();
  const [text, setText] = useState(first);
  return (
    <ActForm onSubmit={() => onSend({ act: 'tell', text })}>
      <TextField label={t('inBasket.tellText')} value={text} onChange={(event) => setText(event.target.value)} required autoFocus multiline minRows={2} slotProps={{ htmlInput: { maxLength: 2000, 'data-testid': 'tell-text' } }} />
      <Box><Button type="submit" variant="contained" loading={isPending} disabled={text.trim() === ''} data-testid="tell-go">{t('inBasket.tellGo')}</Button></Box>
    </ActForm>
  );
}

function ReadBackForm({ isPending, onSend }: FormProps) {
  const { t } = useTranslation();
  const [to, setTo] = useState('');
  const [text, setText] = useState('');
  return (
    <ActForm onSubmit={() => onSend({ act: 'read-back', to, text })}>
      <TextField label={t('inBasket.readBackTo')} value={to} onChange={(event) => setTo(event.target.value)} required autoFocus slotProps={{ htmlInput: { maxLength: 200, 'data-testid': 'read-back-to' } }} />
      <TextField label={t('inBasket.readBackText')} value={text} onChange={(event) => setText(event.target.value)} required slotProps={{ htmlInput: { maxLength: 500, 'data-testid': 'read-back-text' } }} />
      <Box><Button type="submit" variant="contained" loading={isPending} disabled={to.trim() === '' || text.trim() === ''} data-testid="read-back-go">{t('inBasket.readBackGo')}</Button></Box>
    </ActForm>
  );
}

/** A form below the buttons. */
export function ActForm({ onSubmit, children }: { onSubmit: () => void; children: ReactNode }) {
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    onSubmit();
  };
  return <Box component="form" onSubmit={submit} sx={{ display: 'grid', gap: 1.5 }}>{children}</Box>;
}
