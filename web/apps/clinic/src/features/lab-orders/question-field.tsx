import { answerFits, type LabQuestion } from '@carewright/core';
import MenuItem from '@mui/material/MenuItem';
import TextField from '@mui/material/TextField';
import { useTranslation } from 'react-i18next';

/** One question of a laboratory, by the kind of answer that it takes. */
export function QuestionField({ question, answer, onAnswer }: { question: LabQuestion; answer: string; onAnswer: (answer: string) => void }) {
  const { t } = useTranslation();
  const choices = question.type === 'Boolean' ? [{ code: 'yes', text: t('laborders.yes') }, { code: 'no', text: t('laborders.no') }] : question.choices;
  const wrong = answer !== '' && !answerFits(question, answer);
  const common = {
    label: question.text, required: question.isRequired, value: answer, error: wrong, helperText: wrong ? t('laborders.answerWrong') : undefined,
    onChange: (event: { target: { value: string } }) => onAnswer(event.target.value),
  };
  const testId = { 'data-testid': `question-${question.code}` };
  if (question.type === 'Boolean' || question.type === 'Choice') {
    return (
      <TextField select {...common} slotProps={{ htmlInput: testId }}>
        <MenuItem value="">{t('laborders.noAnswer')}</MenuItem>
        {choices.map((choice) => <MenuItem key={choice.code} value={choice.code}>{choice.text}</MenuItem>)}
      </TextField>
    );
  }
  return <TextField {...common} type={question.type === 'Date' ? 'date' : 'text'} slotProps={{ htmlInput: { ...testId, inputMode: question.type === 'Integer' ? 'numeric' : question.type === 'Decimal' ? 'decimal' : undefined }, ...(question.type === 'Date' ? { inputLabel: { shrink: true } } : {}) }} />;
}
