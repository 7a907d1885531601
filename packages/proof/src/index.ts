export {
  BUNDLE_PATHS,
  buildBundle,
  bundleManifest,
  pddPath,
  readBundle,
  writeBundle,
  type BundleFacts,
} from './bundle.ts'
export { canonicalJson, type Json } from './canonical-json.ts'
export { PROOF_ERRORS } from './errors.ts'
