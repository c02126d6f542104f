import Autocomplete from '@mui/material/Autocomplete';
import TextField from '@mui/material/TextField';

interface OneFieldProps {
  readonly label: string;
  readonly options: readonly string[];
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly word?: (value: string) => string;
  readonly fault?: string | undefined;
  readonly help?: string;
}

/** One word: chosen by what it is called, or typed as it is. */
export function OneField({ label, options, value, onChange, word = (one) => one, fault, help }: OneFieldProps) {
  const read = (typed: string) => options.find((one) => word(one) === typed.trim()) ?? typed.trim();
  return (
    <Autocomplete
      freeSolo options={[...options]} value={value} getOptionLabel={word} onInputChange={(_, typed) => { if (read(typed) !== value) onChange(read(typed)); }}
      filterOptions={(all, { inputValue }) => (inputValue === word(value) ? all : all.filter((one) => word(one).toLowerCase().includes(inputValue.toLowerCase())))}
      renderInput={(params) => <TextField {...params} label={label} error={Boolean(fault)} helperText={fault ?? help} />}
    />
  );
}
