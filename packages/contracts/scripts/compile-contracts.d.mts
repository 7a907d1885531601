/** Generated files by name, and the deployed size of each contract in bytes. */
export function compileContracts(): {
  readonly files: Readonly<Record<string, string>>
  readonly sizes: Readonly<Record<string, number>>
}

type Parameter = { readonly name: string; readonly type: string; readonly components?: readonly Parameter[] }
type Texts = Readonly<Record<string, { readonly notice?: string }>>
type Details = Readonly<
  Record<
    string,
    { readonly params?: Readonly<Record<string, string>>; readonly returns?: Readonly<Record<string, string>> }
  >
>
export type ContractDocument = {
  readonly name: string
  readonly file: string
  readonly abi: readonly {
    readonly type: string
    readonly name?: string
    readonly inputs: readonly Parameter[]
    readonly outputs?: readonly Parameter[]
  }[]
  readonly userdoc: {
    readonly methods?: Texts
    readonly events?: Texts
    readonly errors?: Readonly<Record<string, readonly unknown[]>>
  }
  readonly devdoc: { readonly title?: string; readonly methods?: Details }
  /** Names of public state variables of all sources: the language takes no parameters for their getters. */
  readonly getters: readonly string[]
}
export function documentContracts(): readonly ContractDocument[]
