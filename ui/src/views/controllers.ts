/** What stands behind the views that are fetched: one piece, fetched before them. */
export { Customer } from "../customer/customer.svelte";
export { NewCustomer } from "../customer/new-customer.svelte";
export { Comparing } from "./comparing";
export { OneReceipt } from "../decisions/receipts.svelte";
export { prefill } from "../lib/record/prefill";
