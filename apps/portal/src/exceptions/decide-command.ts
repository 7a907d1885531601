import type { ExceptionCase } from '../api-types.ts'

/**
 * The command by which a party takes an exception's next step; corrected data has one of its own.
 *
 * @example decideCommand('plant', exception, 'justify') // 'tcctv project decide plant justify --exception 3 …'
 */
export function decideCommand(slug: string, { id, whoCanAct }: ExceptionCase, action: string): string {
  const key = `--key-file <${whoCanAct[0] ?? 'party'}'s key>`
  if (action === 'resubmit-corrected')
    return `tcctv project correct ${slug} <file.csv> --exception ${id} --text <reason> ${key}`
  const batch = action.endsWith('-corrected') ? ' --batch <digest from the proponent>' : ''
  return `tcctv project decide ${slug} ${action} --exception ${id}${batch} --text <reason> ${key}`
}
