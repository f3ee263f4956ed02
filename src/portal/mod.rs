//! Where resources live: a portal over HTTP, or the sandbox.

pub mod entities;
pub mod http;
pub mod resources;
pub mod runs;
pub mod sandbox;
pub mod wire;

pub use sandbox::SandboxPortal;
pub use wire::{Answer, Method, Portal, PortalError, Request};
