//! The providers that read `port.yml` files, and how each resolves `file://`.

use crate::ground::closest::closest;
use crate::lint::port::section::Section;

/// The folder to which a path after `file://` is relative.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Base {
    /// The repository's root, or with `./` or `../` the folder of the file, as Port documents.
    Documented,
    Root,
    Folder,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reads {
    Properties,
    /// Only in the entity's own keys, not in properties.
    OwnKeys,
    Everything,
}

/// One of Port's integrations. Facts come from the source code of the Ocean integrations, if it is public. All others
/// are assumed to follow the documentation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Provider {
    /// Its name in settings.
    pub name: &'static str,
    pub(crate) base: Base,
    reads: Reads,
}

impl Default for Provider {
    fn default() -> Self {
        Self::ALL[0]
    }
}

impl Provider {
    /// Every provider; the first follows Port's documentation.
    pub const ALL: [Self; 7] = [
        Self { name: "documented", base: Base::Documented, reads: Reads::Properties },
        Self { name: "github", base: Base::Documented, reads: Reads::Properties },
        Self { name: "github-ocean", base: Base::Folder, reads: Reads::OwnKeys },
        Self { name: "gitlab", base: Base::Root, reads: Reads::Properties },
        Self { name: "gitlab-v2", base: Base::Root, reads: Reads::Everything },
        Self { name: "bitbucket-cloud", base: Base::Folder, reads: Reads::OwnKeys },
        Self { name: "azure-devops", base: Base::Root, reads: Reads::Properties },
    ];

    /// Returns the provider of that name.
    ///
    /// # Errors
    /// A message if there is none.
    pub fn named(name: &str) -> Result<Self, String> {
        let names = || Self::ALL.iter().map(|provider| provider.name);
        Self::ALL.into_iter().find(|provider| provider.name == name).ok_or_else(|| match closest(name, names()) {
            Some(near) => format!("there is no provider `{name}`, did you mean `{near}`?"),
            None => format!(
                "there is no provider `{name}`; there are {} (`{}`, the default, stands for what Port documents)",
                names().collect::<Vec<_>>().join(", "),
                Self::default().name
            ),
        })
    }

    /// Returns whether it resolves `file://` in this section, as an entire value or in a list.
    pub(crate) fn reads(self, section: Section, is_whole: bool) -> bool {
        match self.reads {
            Reads::Properties => section == Section::Properties && is_whole,
            Reads::OwnKeys => false,
            Reads::Everything => true,
        }
    }

    pub(crate) fn reads_properties(self) -> bool {
        self.reads != Reads::OwnKeys
    }
}
