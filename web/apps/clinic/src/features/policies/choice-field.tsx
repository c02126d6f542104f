import Autocomplete from '@mui/material/Autocomplete';
import TextField from '@mui/material/TextField';

interface ChoiceFieldProps {
  readonly label: string;
  readonly options: readonly string[];
  readonly value: readonly string[];
  readonly onChange: (value: string[]) => void;
  readonly word?: (value: string) => string;
}

/** Several words, chosen or typed. */
export function ChoiceField({ label, options, value, onChange, word = (one) => one }: ChoiceFieldProps) {
  return (
    <Autocomplete
      multiple freeSolo autoHighlight filterSelectedOptions options={[...options]} value={[...value]} getOptionLabel={word} onChange={(_, next) => onChange(next.map((one) => one.trim()).filter(Boolean))}
      renderInput={(params) => <TextField {...params} label={label} />}
    />
  );
}
