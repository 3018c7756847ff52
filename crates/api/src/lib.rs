//! The contract between window and core: commands, requests, views, error codes.
