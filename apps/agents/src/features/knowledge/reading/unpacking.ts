const [least, most] = [16 * 1024, 1024 * 1024];

/** Bytes that are unpacked at a time: by the small pieces that are usual, a large file takes ten times as long. */
export const chunkSizeOf = (packed: number): number => Math.min(most, Math.max(least, packed * 8));
