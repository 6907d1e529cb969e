declare const reader: {
  /** Path of the program. */
  program: string;
};
export = reader;
