//! A write on its way: states, transitions, lanes, three-way merge; no I/O.
