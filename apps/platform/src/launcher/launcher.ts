/** Path that must answer 200 before a project counts as started: alive (set-up) or ready (service). */
export type Probe = '/healthz' | '/readyz'

export type LaunchStatus = {
  readonly state: 'stopped' | 'starting' | 'running' | 'restarting' | 'failed'
  readonly pid: number | null
  /** Crashes of the last five minutes. */
  readonly crashes: number
}

/** Runs project processes. One contract for local child processes and, later, Kubernetes. */
export type Launcher = {
  /**
   * Starts the project's process unless it runs, and waits until the probe answers. Concurrent calls share one start.
   *
   * @throws {TcctvError} PROJECT_FAILED after a crash loop, PROJECT_NOT_READY
   */
  readonly start: (slug: string, probe: Probe) => Promise<{ readonly socketPath: string }>
  /** Takes over a process that outlived an earlier platform; false when there is none. */
  readonly adopt: (slug: string) => Promise<boolean>
  /** SIGTERM, then SIGKILL after the grace time. Also forgets earlier crashes. */
  readonly stop: (slug: string) => Promise<void>
  readonly status: (slug: string) => LaunchStatus
  /** Last lines of the project's log. */
  readonly logs: (slug: string, lines: number) => readonly string[]
  /** Stops every process. */
  readonly close: () => Promise<void>
}
