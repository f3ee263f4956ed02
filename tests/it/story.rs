//! The guide's workflow on each backend, from `init` to the entity in Port after the merge, and the failures in between.
//!
//! Each story runs twice: with the commands of the pipeline alone, and with the pipeline that `init` writes, run as its CI
//! system would. The second needs the tools that `.ci/pipelines/tools` installs into the folder PIPELINE_TOOLS.

#[cfg(unix)]
mod endings;
mod files;
mod guide;
mod hostile;
mod pipeline;
mod place;

/// The three backends, each with the forge of its guide.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Backend {
    /// A GitHub workflow.
    Github,
    /// A GitLab pipeline.
    Gitlab,
    /// A Jenkins pipeline, for repositories on Bitbucket.
    Jenkins,
}

/// Whether the commands or the pipeline's file are run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum By {
    /// The test itself, with the same commands.
    Commands,
    /// The pipeline in the file.
    Pipeline,
}
