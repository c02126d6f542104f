import Alert from '@mui/material/Alert';
import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import TextField from '@mui/material/TextField';
import type { UseMutationResult } from '@tanstack/react-query';
import { useId, type ReactNode, type SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { formText } from '../../shell/forms';
import { refusalText } from '../../shell/words';

interface FormDialogProps<Draft> {
  readonly title: string;
  /** What the button says that does it. */
  readonly action: string;
  readonly act: Pick<UseMutationResult<unknown, Error, Draft>, 'mutate' | 'isPending' | 'error'>;
  readonly read: (form: FormData) => Draft;
  readonly onClose: () => void;
  readonly onDone?: () => void;
  readonly children: ReactNode;
}

/** A few fields and one act; it stays open, with the reason, when the act is refused. */
export function FormDialog<Draft>({ title, action, act, read, onClose, onDone, children }: FormDialogProps<Draft>) {
  const { t } = useTranslation();
  const id = useId();
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    act.mutate(read(new FormData(event.currentTarget)), { onSuccess: () => { onClose(); onDone?.(); } });
  };
  return (
    <Dialog open onClose={onClose} fullWidth maxWidth="sm" aria-labelledby={id}>
      <form onSubmit={submit}>
        <DialogTitle id={id}>{title}</DialogTitle>
        <DialogContent sx={{ display: 'grid', gap: 2, '&.MuiDialogContent-root': { pt: 1 } }}>
          {act.error ? <Alert severity="error">{refusalText(t, act.error)}</Alert> : null}
          {children}
        </DialogContent>
        <DialogActions>
          <Button onClick={onClose}>{t('rights.cancel')}</Button>
          <Button type="submit" variant="contained" loading={act.isPending} data-testid="form-send">{action}</Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

/** Words that stay with the entry: long enough to say something. */
export function WordsField({ name, label, help }: { name: string; label: string; help?: string }) {
  return <TextField name={name} label={label} helperText={help} required multiline minRows={3} slotProps={{ htmlInput: { minLength: 10, maxLength: 4000, 'data-testid': `words-${name}` } }} />;
}

interface ReasonDialogProps {
  readonly title: string;
  readonly action: string;
  readonly label: string;
  readonly help?: string;
  readonly act: Pick<UseMutationResult<unknown, Error, string>, 'mutate' | 'isPending' | 'error'>;
  readonly onClose: () => void;
}

/** An act that takes a reason and nothing else. */
export function ReasonDialog({ label, help, ...rest }: ReasonDialogProps) {
  return (
    <FormDialog {...rest} read={(form) => formText(form, 'reason')}>
      <WordsField name="reason" label={label} {...(help ? { help } : {})} />
    </FormDialog>
  );
}
