import type { ReviewWord } from '@carewright/core';
import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import type { SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { formText } from '../../../shell/forms';

interface ReasonDialogProps {
  readonly word: Exclude<ReviewWord, 'keep'>;
  readonly name: string;
  readonly note: string;
  readonly onDecide: (note: string) => void;
  readonly onClose: () => void;
}

/** What is to be changed, or why access ends: it stands in the signed review. */
export function ReasonDialog({ word, name, note, onDecide, onClose }: ReasonDialogProps) {
  const { t } = useTranslation();
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const text = formText(new FormData(event.currentTarget), 'note');
    if (text !== '') onDecide(text);
  };
  return (
    <Dialog open onClose={onClose} fullWidth maxWidth="xs" aria-labelledby="review-reason-title">
      <form onSubmit={submit}>
        <DialogTitle id="review-reason-title">{t(`accessReview.ask.${word}`, { name })}</DialogTitle>
        <DialogContent sx={{ display: 'grid', gap: 2, '&.MuiDialogContent-root': { pt: 1 } }}>
          <Typography variant="body2">{t(`accessReview.askText.${word}`)}</Typography>
          <TextField name="note" label={t(`accessReview.noteLabel.${word}`)} defaultValue={note} required autoFocus autoComplete="off" slotProps={{ htmlInput: { maxLength: 300, 'data-testid': 'review-note' } }} />
        </DialogContent>
        <DialogActions>
          <Button onClick={onClose}>{t('users.cancel')}</Button>
          <Button type="submit" variant="contained" color={word === 'end' ? 'error' : 'primary'} data-testid="review-decide">{t('accessReview.note')}</Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
