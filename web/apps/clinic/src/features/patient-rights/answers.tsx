import { amendmentGrounds, privacyDoors, usePrivacyAct, type Amendment, type AmendmentStep } from '@carewright/core';
import Alert from '@mui/material/Alert';
import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import FormControl from '@mui/material/FormControl';
import FormControlLabel from '@mui/material/FormControlLabel';
import FormLabel from '@mui/material/FormLabel';
import Radio from '@mui/material/Radio';
import RadioGroup from '@mui/material/RadioGroup';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { useTranslation } from 'react-i18next';
import { useDates } from '../../shell/dates';
import { formText } from '../../shell/forms';
import { FormDialog, WordsField } from './form-dialog';

interface AnswerProps {
  readonly request: Amendment;
  readonly onClose: () => void;
}

function useStep({ request }: AnswerProps) {
  return usePrivacyAct('amendments', (client, step: AmendmentStep) => privacyDoors.step(client, request.record.id, step));
}

/** Accepting names what corrects the record: a version of it that was written since the request. */
export function AcceptDialog(props: AnswerProps) {
  const { t } = useTranslation();
  const dates = useDates();
  const act = useStep(props);
  const { corrections } = props.request.about;
  if (corrections.length === 0) return <NotCorrected onClose={props.onClose} />;
  return (
    <FormDialog title={t('rights.do.accept')} action={t('rights.send')} act={act} onClose={props.onClose} read={(form): AmendmentStep => ({ step: 'acceptance', correction: formText(form, 'correction'), words: formText(form, 'words') })}>
      <FormControl required>
        <FormLabel id="correction-label">{t('rights.correction')}</FormLabel>
        <RadioGroup name="correction" aria-labelledby="correction-label" defaultValue={corrections[0]?.reference}>
          {corrections.map(({ reference, at }) => <FormControlLabel key={reference} value={reference} control={<Radio size="small" />} label={t('rights.version', { number: reference.split('/').at(-1), date: dates.dateTime(at) })} />)}
        </RadioGroup>
      </FormControl>
      <WordsField name="words" label={t('rights.answerWords')} help={t('rights.answerHelp')} />
    </FormDialog>
  );
}

function NotCorrected({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Dialog open onClose={onClose} aria-labelledby="not-corrected">
      <DialogTitle id="not-corrected">{t('rights.do.accept')}</DialogTitle>
      <DialogContent><Typography data-testid="not-corrected">{t('rights.notCorrected')}</Typography></DialogContent>
      <DialogActions><Button onClick={onClose}>{t('rights.close')}</Button></DialogActions>
    </Dialog>
  );
}

/** A denial says on which of the four grounds, why, and what the patient may do then. */
export function DenyDialog(props: AnswerProps) {
  const { t } = useTranslation();
  const act = useStep(props);
  return (
    <FormDialog title={t('rights.do.deny')} action={t('rights.send')} act={act} onClose={props.onClose} read={(form): AmendmentStep => ({ step: 'denial', ground: formText(form, 'ground'), words: formText(form, 'words') })}>
      <FormControl required>
        <FormLabel id="ground-label">{t('rights.groundLabel')}</FormLabel>
        <RadioGroup name="ground" aria-labelledby="ground-label" defaultValue={amendmentGrounds[0]}>
          {amendmentGrounds.map((ground) => <FormControlLabel key={ground} value={ground} control={<Radio size="small" />} label={t(`rights.ground.${ground}`)} />)}
        </RadioGroup>
      </FormControl>
      <WordsField name="words" label={t('rights.denyWords')} />
      <Alert severity="info" icon={false}>{t('rights.rightsText')}</Alert>
    </FormDialog>
  );
}

export function ExtendDialog(props: AnswerProps) {
  const { t } = useTranslation();
  const act = useStep(props);
  return (
    <FormDialog title={t('rights.do.extend')} action={t('rights.send')} act={act} onClose={props.onClose} read={(form): AmendmentStep => ({ step: 'extension', days: Number(formText(form, 'days')), words: formText(form, 'words') })}>
      <TextField name="days" type="number" label={t('rights.days')} required defaultValue={30} slotProps={{ htmlInput: { min: 1, max: 30, 'data-testid': 'extend-days' } }} />
      <WordsField name="words" label={t('rights.extendWords')} help={t('rights.extendHelp')} />
    </FormDialog>
  );
}

/** What the patient says against a denial, as staff take it down, and what the clinic says to that. */
export function SayDialog({ step, ...props }: AnswerProps & { step: 'disagreement' | 'rebuttal' }) {
  const { t } = useTranslation();
  const act = useStep(props);
  return (
    <FormDialog title={t(step === 'disagreement' ? 'rights.do.disagree' : 'rights.do.rebut')} action={t('rights.send')} act={act} onClose={props.onClose} read={(form): AmendmentStep => ({ step, words: formText(form, 'words') })}>
      <WordsField name="words" label={t(step === 'disagreement' ? 'rights.disagreeWords' : 'rights.rebutWords')} help={t('rights.goesAlong')} />
    </FormDialog>
  );
}
