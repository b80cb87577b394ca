/** From the manifest to the desired state. */
export { MANIFEST_FINDINGS } from './findings';
export { loadManifest } from './load';
export type { LoadOptions } from './load';
export { readManifest } from './read';
export type { LoadResult, ReadOptions } from './read';
export type { ManifestStack } from './stack';
export { environmentVariables } from './variables';
export type { GivenVariable, Variables } from './variables';
