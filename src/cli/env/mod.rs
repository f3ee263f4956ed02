//! What a run is told by flags, the environment and `portwright.toml`. Nothing else reads the environment.

mod ci;
mod payload;
mod settings;

pub use ci::pipeline;
pub use payload::payload;
pub use settings::{Settings, mentions, present};
