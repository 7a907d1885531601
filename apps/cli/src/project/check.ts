import { checkProject } from '../methodology/check-pdd.ts'
import { makeProfile } from '../methodology/make-profile.ts'
import type { ProjectActions } from './action.ts'

export const DOCUMENT_ACTIONS: ProjectActions = {
  check: {
    usage: '<pdd.yaml> <methodology.yaml> [--json]',
    help: 'Gives every fault of a project document with line and column, the limits of its tolerances as compiled, and what they leave open.',
    run: checkProject,
  },
  profile: {
    usage:
      '<pdd.yaml> <data file> --from <date> --to <date> [--parameter P] [--source S] [--by month|weekday|hour|month-hour] [--applies day|reading] [--low min] [--high max] [--days complete|all] [--json]',
    help: `Makes the table of a tolerance from a data file of the initialisation phase, as YAML for the document: --low and --high are max, min, mean, a percentile like p95, or a constant; --to is the day after the last; a row without data is named and left out.`,
    run: makeProfile,
  },
}
