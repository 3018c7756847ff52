export function small(bytes: Buffer): Buffer;
export function compared(expected: Buffer, actual: Buffer): { words: string[]; difference?: Buffer; share?: number };
