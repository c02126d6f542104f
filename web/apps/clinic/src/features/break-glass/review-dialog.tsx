import { useReviewGlass, type GlassOpening } from '@carewright/core';
import Alert from '@mui/material/Alert';
import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import MenuItem from '@mui/material/MenuItem';
import TextField from '@mui/material/TextField';
import type { SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { formText } from '../../shell/forms';
import { codeWord, errorText } from '../../shell/words';

const outcomes = ['appropriate', 'inappropriate', 'follow-up'] as const;

/** The sign-off; it cannot be taken back. */
export function ReviewDialog({ opening, onClose }: { opening: GlassOpening; onClose: () => void }) {
  const { t } = useTranslation();
  const review = useReviewGlass();
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    review.mutate({ id: opening.id, outcome: formText(form, 'outcome'), text: formText(form, 'text') }, { onSuccess: onClose });
  };
  return (
    <Dialog open onClose={onClose} fullWidth maxWidth="sm" aria-labelledby="review-title">
      <form onSubmit={submit}>
        <DialogTitle id="review-title">{t('reviews.reviewOf', { name: opening.display })}</DialogTitle>
        <DialogContent sx={{ display: 'grid', gap: 2, '&.MuiDialogContent-root': { pt: 1 } }}>
          {review.isError ? <Alert severity="error">{errorText(t, review.error)}</Alert> : null}
          <TextField select name="outcome" label={t('reviews.outcome')} required defaultValue="">
            {outcomes.map((outcome) => <MenuItem key={outcome} value={outcome}>{codeWord(t, 'reviewOutcome', outcome)}</MenuItem>)}
          </TextField>
          <TextField name="text" label={t('reviews.found')} required multiline minRows={2} slotProps={{ htmlInput: { minLength: 5, maxLength: 4000 } }} />
        </DialogContent>
        <DialogActions>
          <Button onClick={onClose}>{t('users.cancel')}</Button>
          <Button type="submit" variant="contained" loading={review.isPending} data-testid="review-sign">{t('reviews.sign')}</Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
