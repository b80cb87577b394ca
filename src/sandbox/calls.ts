/** What was asked of the sandbox so far, for measurements and tests. */

/** One request, as it begins. */
export interface Call {
  /** Method and path template, such as `PATCH /v1/users/{email}`. */
  readonly operation: string;
  /** Path and query as they were sent. */
  readonly target: string;
}

export interface CallCounts {
  readonly total: number;
  readonly byOperation: Readonly<Record<string, number>>;
  /** Most requests under way at once. */
  readonly peakConcurrency: number;
}

export class Calls {
  private readonly byOperation: Record<string, number> = {};
  private total = 0;
  private underWay = 0;
  private peak = 0;

  /** @returns what to call when the request has ended. */
  begin(operation: string): () => void {
    this.total += 1;
    this.byOperation[operation] = (this.byOperation[operation] ?? 0) + 1;
    this.underWay += 1;
    this.peak = Math.max(this.peak, this.underWay);
    return () => {
      this.underWay -= 1;
    };
  }

  counts(): CallCounts {
    return { total: this.total, byOperation: { ...this.byOperation }, peakConcurrency: this.peak };
  }
}
