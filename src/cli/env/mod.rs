//! What a run is told by flags, the environment and `portwright.toml`. Nothing else reads the environment.

mod payload;
mod settings;

pub use payload::payload;
pub use settings::{Settings, mentions};
