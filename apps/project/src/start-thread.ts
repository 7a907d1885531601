import { Worker } from 'node:worker_threads'

/**
 * Starts a thread of this process: a file of its own below this folder, of the source or of the build, named without
 * its ending. A thread that wants more than its heap ends with an error; the process goes on.
 */
export function startThread(file: string, workerData: unknown, heapMb: number): Worker {
  const options = { workerData, resourceLimits: { maxOldGenerationSizeMb: heapMb } }
  if (!import.meta.url.endsWith('.ts')) return new Worker(new URL(`${file}.js`, import.meta.url), options)
  // The loader of TypeScript registers itself in the main thread only.
  const source = JSON.stringify(new URL(`${file}.ts`, import.meta.url).href)
  const code = `import('tsx/esm/api').then(({ register }) => register()).then(() => import(${source}))`
  return new Worker(code, { ...options, eval: true, execArgv: ['--conditions=source'] })
}
