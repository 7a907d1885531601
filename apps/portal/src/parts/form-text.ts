/** Text of a form's field; '' when it is missing or a file. */
export function textOf(form: FormData, name: string): string {
  const text = form.get(name)
  return typeof text === 'string' ? text : ''
}
