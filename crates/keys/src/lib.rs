//! Where keys and credentials live: the operating system's keyring, or a file for loopback networks.
