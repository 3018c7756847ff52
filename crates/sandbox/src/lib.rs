//! dealer-sandbox: both dealer networks on one machine, with faults and an effect log.
