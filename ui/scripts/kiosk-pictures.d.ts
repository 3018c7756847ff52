/** The same picture with no more than 256 colours. */
export function small(bytes: Buffer): Buffer;
/** What is drawn, and the name it is kept under. */
export function names(drawn: readonly string[]): [string, string][];
