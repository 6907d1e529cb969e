declare const sandbox: {
  /** Path of the program. */
  program: string;
  /** Its argument: where QuickJS lies. */
  entry: string;
  /** What it reads while it starts. */
  reads: string[];
};
export = sandbox;
