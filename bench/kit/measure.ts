export type Times = { readonly cpuMs: number; readonly wallMs: number }

/** CPU of the process, user and system, and wall time of some work, divided by its units. */
export async function timed(units: number, work: () => Promise<void>): Promise<Times> {
  const [cpu, start] = [process.cpuUsage(), performance.now()]
  await work()
  const { user, system } = process.cpuUsage(cpu)
  return { cpuMs: (user + system) / 1_000 / units, wallMs: (performance.now() - start) / units }
}

export function print(quantity: string, found: number, goal: string, detail: string): void {
  console.log(`${quantity.padEnd(50)} ${found.toFixed(2).padStart(8)}   goal ${goal.padEnd(7)} ${detail}`)
}

export const ms = (milliseconds: number): string => `${milliseconds.toFixed(1)} ms`
export const whole = (number: number): string => Math.round(number).toLocaleString('en')
