import { keepPreviousData, queryOptions, useQuery, type UseQueryResult } from '@tanstack/react-query'
import { TcctvError } from '@tcctv/units'
import { read, type Call } from './api.ts'

/** Reads an address through the cache; the data of the previous range stays until the next has come. */
export function useApi<T>(call: Call<T>, enabled = true): UseQueryResult<T> {
  return useQuery({ ...callOptions(call), enabled, placeholderData: keepPreviousData })
}

function callOptions<T>(call: Call<T>) {
  return queryOptions({
    queryKey: [call.path],
    queryFn: ({ signal }) => read(call, signal),
    retry: (count, error) => count < 2 && (!(error instanceof TcctvError) || error.status >= 500),
  })
}
