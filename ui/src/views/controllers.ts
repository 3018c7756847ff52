/** What stands behind the views that are fetched: one piece, fetched before them. */
export { Carry } from "../customer/carry.svelte";
export { Comparison } from "../customer/comparison.svelte";
export { Customer } from "../customer/customer.svelte";
export { NewCustomer } from "../customer/new-customer.svelte";
export { OneReceipt } from "../decisions/receipts.svelte";
