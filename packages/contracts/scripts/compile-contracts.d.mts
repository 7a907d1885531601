/** Generated files by name, and the deployed size of each contract in bytes. */
export function compileContracts(): {
  readonly files: Readonly<Record<string, string>>
  readonly sizes: Readonly<Record<string, number>>
}
