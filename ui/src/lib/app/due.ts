/** What was typed and is not stored yet: kept before the page is thrown away. */
export const due = new Set<{ keep(): Promise<void> }>();

/** A desk is not left open for a draft that cannot be written. */
const patience = 1_000;

export async function keepDue() {
  const kept = Promise.allSettled([...due].map((one) => one.keep()));
  await Promise.race([kept, new Promise((later) => setTimeout(later, patience))]);
}
