//! The portal that has the resources: over HTTP, or the sandbox.

pub(crate) mod entities;
#[cfg(test)]
mod fixed;
pub mod http;
pub(crate) mod migrations;
pub(crate) mod resources;
pub(crate) mod runs;
pub mod sandbox;
pub(crate) mod wire;

pub use sandbox::SandboxPortal;
pub use wire::{Answer, Method, Portal, PortalError, Request};
