/** What is one case of the story: something that a host must do, and how it is tried? */

/** What came of a case that did not fail where there was nothing to try. */
export interface NotSupported {
  /** Why this host is not asked for it: in lower case, without a full stop. */
  readonly notSupported: string;
}

/** One thing that a host must do. */
export interface ConformanceCase {
  /** What the host must do, in words. */
  readonly name: string;
  /** What follows makes no sense when it fails. @default false */
  readonly essential?: true;
  /** Gives why there is nothing to try, where there is not; rejects with what was expected and what was seen. */
  run(): Promise<void | NotSupported>;
}

/** A case that the host is not asked for. */
export const notSupported = (name: string, why: string): ConformanceCase => ({
  name,
  run: () => Promise.resolve({ notSupported: why }),
});
