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
    <Dialog open onClose={onClose} fullScreen={phone} fullWidth maxWidth="sm" data-testid="palette" slotProps={{ paper: { 'aria-label': t('palette.label'), sx: phone ? {} : { position: 'absolute', top: '8vh', m: 0, height: 'min(560px, 80vh)', backgroundImage: 'none' } } }}>
      <Box sx={{ p: 1, display: 'flex', gap: 0.5, alignItems: 'start', height: '100%', minHeight: 0 }}>
        <Box sx={{ flex: 1, minWidth: 0, height: '100%' }}>
          <FinderBox
            inline autoFocus patients={finds} commands={commands} label={t('palette.label')} placeholder={finds ? t('palette.placeholder') : t('palette.placeholderCommands')}
            onPatient={(patient) => { onClose(); onPatient(patient); }} onCommand={(command) => { onClose(); command.run(); }}
          />
        </Box>
        <IconButton aria-label={t('panel.close')} onClick={onClose} sx={{ width: 40, height: 40 }}>
          <Icon name="close" />
        </IconButton>
      </Box>
    </Dialog>
  );
}
