import type { Common, ParamsDict } from '@ethereumjs/common'
import { createProjectCommon, type ProjectGenesis } from '@tcctv/contracts'

/**
 * The chain's parameters as ONE object. They never change after the start, but every block, header and transaction of
 * the library asks for a copy and merges its own table into it; here the copy is the object itself and each table is
 * merged once (a quarter of the CPU time of a small block otherwise).
 */
export function createSharedCommon(genesis: ProjectGenesis): Common {
  const common = createProjectCommon(genesis)
  const merge = common.updateParams.bind(common)
  const merged = new Set<ParamsDict>()
  common.copy = () => common
  common.updateParams = (params) => {
    if (merged.has(params)) return
    merged.add(params)
    merge(params)
  }
  return common
}
