import Autocomplete from '@mui/material/Autocomplete';
import TextField from '@mui/material/TextField';

interface ChoiceFieldProps {
  readonly label: string;
  readonly options: readonly string[];
  readonly value: readonly string[];
  readonly onChange: (value: string[]) => void;
  readonly word?: (value: string) => string;
  /** What was typed, as it is kept. */
  readonly read?: (typed: string) => string;
  /** Only what is offered can be chosen. */
  readonly isClosed?: boolean;
  readonly fault?: string | undefined;
  readonly help?: string;
}

/** Several words, chosen or typed. */
export function ChoiceField({ label, options, value, onChange, word = (one) => one, read = (one) => one, isClosed = false, fault, help }: ChoiceFieldProps) {
  return (
    <Autocomplete
      multiple freeSolo={!isClosed} autoHighlight={isClosed} filterSelectedOptions options={[...options]} value={[...value]} getOptionLabel={word}
      onChange={(_, next) => onChange([...new Set(next.map((one) => read(one.trim())).filter(Boolean))])}
      renderInput={(params) => <TextField {...params} label={label} error={Boolean(fault)} helperText={fault ?? help} />}
    />
  );
}
