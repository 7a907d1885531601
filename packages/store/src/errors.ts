import { defineErrors, type ErrorMaker } from '@tcctv/units'

/** Errors of packages/store. */
export const STORE_ERRORS = {
  MIGRATION_CHANGED: {
    status: 500,
    message: 'store knows migration {found} as number {number}, this version calls it {expected}',
    advice: 'Run the version that made this store, or restore a backup. Never edit a migration that was applied.',
  },
  MIGRATION_UNKNOWN: {
    status: 500,
    message: 'store has {found} migrations, this version knows {known}',
    advice: 'The store was made by a newer version: run that one.',
  },
  SLUG_TAKEN: { status: 409, message: 'a project with the slug {slug} exists', advice: 'Choose another slug.' },
  EMAIL_TAKEN: { status: 409, message: 'a user with this e-mail exists', advice: 'Use the existing user.' },
  AUDIT_BROKEN: {
    status: 500,
    message: 'audit entry {sequence} does not match its digest',
    advice: 'Someone changed the audit table: keep the file and restore a backup to compare.',
  },
} as const

export const storeError: ErrorMaker<typeof STORE_ERRORS> = defineErrors(STORE_ERRORS)
