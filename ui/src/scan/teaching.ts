/** While a scanner is taught, a scan goes nowhere else. */
export const teaching = { now: false };
