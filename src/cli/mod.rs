//! What talks to a person: arguments, environment, colours, exit codes.

pub mod view;
