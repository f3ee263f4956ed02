//! The HTTP portal against faults.

mod fixture;
mod hostile;
mod request;
mod retry;
// Elsewhere the operating system judges certificates, by rules of its own.
#[cfg(all(unix, not(target_vendor = "apple")))]
mod tls;
mod token;
