/**
 * Whether something was typed into a search field of this form and nothing chosen. The browser then says so at that
 * field: what somebody typed is never sent as if they had left it empty.
 */
export function hasUnchosen(form: HTMLFormElement): boolean {
  const field = [...form.elements].find(
    (one): one is HTMLInputElement => one instanceof HTMLInputElement && one.validity.customError,
  );
  return field !== undefined && !field.reportValidity();
}
