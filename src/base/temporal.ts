import { createRequire } from 'node:module'

// Node 26 has Temporal; an older one gets it from a package. Synchronous, so that it exists before any module that
// is imported after this one.
if (!('Temporal' in globalThis)) createRequire(import.meta.url)('temporal-polyfill/global')
