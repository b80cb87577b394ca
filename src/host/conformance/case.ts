/** One thing that a host must do. */
export interface ConformanceCase {
  /** What the host must do, in words. */
  readonly name: string;
  /** Rejects with what was expected and what was seen. */
  run(): Promise<void>;
}
