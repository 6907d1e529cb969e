declare const stepProgram: {
  /** Path of the program. */
  program: string;
  /** What Node needs to run it. */
  execArgv: string[];
};
export = stepProgram;
