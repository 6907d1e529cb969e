declare const sandbox: {
  /** Path of the program. */
  program: string;
  /** What it reads while it starts. */
  reads: string[];
};
export = sandbox;
