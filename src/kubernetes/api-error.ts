/** The API server refused a request, or could not be reached. The message is one sentence. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  /** Status of HTTP; undefined where no answer came. */
  readonly status: number | undefined;

  constructor(message: string, status?: number, options?: ErrorOptions) {
    super(message, options);
    this.status = status;
  }
}

/** True where what a list or watch was to go on from is no longer kept: everything has to be listed anew. */
export function isExpired(error: unknown): boolean {
  return error instanceof ApiError && error.status === 410;
}
