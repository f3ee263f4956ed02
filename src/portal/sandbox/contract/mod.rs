//! What a portal does, as facts that hold in this process and on the wire alike.

mod actions;
mod blueprints;
mod catalog;
mod client;
mod deliveries;
mod entities;
mod faults;
mod files;
mod organization;
mod permissions;
mod runs;
mod scorecards;
mod system;
mod terraform;
