/** What keys, menus and bars can ask of the room around the canvas. */
export interface CanvasCommands {
  test(node: string): void;
  testUpTo(node: string): void;
  pin(node: string): void;
  /** Starts a run, or says why it cannot. */
  run(): void;
}
