/** The outside world did not answer, or answered that it cannot now. Trying again may help; nothing is known of the effect. */
export class Unavailable extends Error {
  readonly retryAfterMs: number | undefined;
  constructor(sentence: string, options: { cause?: unknown; retryAfterMs?: number } = {}) {
    super(sentence, { cause: options.cause });
    this.name = "Unavailable";
    this.retryAfterMs = options.retryAfterMs;
  }
}

/** Nothing came for as long as one waits: whoever asks the same host next may wait as long. */
export class Silent extends Unavailable {
  constructor(sentence: string, options: { cause?: unknown } = {}) {
    super(sentence, options);
    this.name = "Silent";
  }
}

/** The outside world understood and said no. Trying the same again will not help. `status` is its own code, where it has one. */
export class Rejected extends Error {
  readonly status: number | undefined;
  constructor(sentence: string, options: { cause?: unknown; status?: number } = {}) {
    super(sentence, { cause: options.cause });
    this.name = "Rejected";
    this.status = options.status;
  }
}
