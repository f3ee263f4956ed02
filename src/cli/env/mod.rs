//! What a run is told by flags, the environment and `portwright.toml`. Nothing else reads the environment.

mod settings;

pub use settings::{Settings, mentions};
