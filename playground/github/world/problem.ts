export type FieldError = { resource: string; field?: string; code: string; message?: string };

/** An answer of GitHub's that is not what was asked for, in GitHub's own words. */
export class Problem extends Error {
  readonly status: number;
  readonly errors: FieldError[] | null;
  readonly headers: Record<string, string>;

  constructor(
    status: number,
    message: string,
    errors: FieldError[] | null = null,
    headers: Record<string, string> = {},
  ) {
    super(message);
    this.status = status;
    this.errors = errors;
    this.headers = headers;
  }
}

export function notFound(): Problem {
  return new Problem(404, "Not Found");
}

export function invalid(resource: string, field: string, code: string, message?: string): Problem {
  return new Problem(422, "Validation Failed", [{ resource, field, code, ...(message ? { message } : {}) }]);
}
