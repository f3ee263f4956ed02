//! Settings from flags, the environment and `portwright.toml`. Nothing else reads the environment.

mod ci;
mod forge;
mod payload;
mod settings;

pub use ci::pipeline;
pub use forge::{forge_token, inherited};
pub use payload::payload;
pub use settings::{Settings, first_of, present};
