//! Tests of how the sandbox responds, each run both in process and over HTTP.

mod actions;
mod blueprints;
mod catalog;
mod client;
mod data_sources;
mod deliveries;
mod entities;
mod faults;
mod files;
mod migrations;
mod organization;
mod permissions;
mod runs;
mod scorecards;
mod system;
mod teams;
mod terraform;
mod workflows;
