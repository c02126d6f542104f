/** A field's text without the spaces around it; a file or a missing field is no text. */
export function formText(form: FormData, name: string): string {
  return formSecret(form, name).trim();
}

/** A field's text exactly as typed: a password may begin or end with a space. */
export function formSecret(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === 'string' ? value : '';
}
