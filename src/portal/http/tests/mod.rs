//! The HTTP portal against faults.

mod fixture;
mod hostile;
mod request;
mod retry;
// On other systems, the operating system verifies certificates by its own rules.
#[cfg(all(unix, not(target_vendor = "apple")))]
mod tls;
mod token;
