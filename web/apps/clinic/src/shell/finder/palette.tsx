import type { Patient } from '@carewright/fhir-client';
import { Icon } from '@carewright/ui';
import Box from '@mui/material/Box';
import Dialog from '@mui/material/Dialog';
import IconButton from '@mui/material/IconButton';
import { useTranslation } from 'react-i18next';
import { useCommands } from './commands';
import { FinderBox } from './finder-box';

interface PaletteProps {
  readonly phone: boolean;
  /** Whether this role looks for patients; the commands are everybody's. */
  readonly finds: boolean;
  readonly onPatient: (patient: Patient) => void;
  readonly onClose: () => void;
}

/** Patients and commands by a few letters. */
export function Palette({ phone, finds, onPatient, onClose }: PaletteProps) {
  const { t } = useTranslation();
  const commands = useCommands();
  return (
    <Dialog open onClose={onClose} fullScreen={phone} fullWidth maxWidth="sm" data-testid="palette" slotProps={{ paper: { 'aria-label': t('palette.label'), sx: phone ? { backgroundImage: 'none' } : { position: 'absolute', top: '8vh', m: 0, height: 'min(560px, 80vh)', backgroundImage: 'none' } } }}>
      <Box sx={{ p: 1, height: '100%', minHeight: 0 }}>
        <FinderBox
          inline autoFocus patients={finds} commands={commands} label={t('palette.label')} placeholder={finds ? t('palette.placeholder') : t('palette.placeholderCommands')}
          hint={<IconButton aria-label={t('panel.close')} onClick={onClose} sx={{ width: 36, height: 36, mr: 0.5 }}><Icon name="close" /></IconButton>}
          onPatient={(patient) => { onClose(); onPatient(patient); }} onCommand={(command) => { onClose(); command.run(); }}
        />
      </Box>
    </Dialog>
  );
}
