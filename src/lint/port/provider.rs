//! Who reads `port.yml` files, as far as they differ in what they make of `file://`.

use crate::ground::closest::closest;
use crate::lint::port::section::Section;

/// Where a path behind `file://` starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Base {
    /// At the repository's root, and with `./` or `../` in the folder of the file: what Port's documentation says.
    Documented,
    Root,
    Folder,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reads {
    Properties,
    /// Those of the entity's own keys, and so none of its properties.
    OwnKeys,
    Everything,
}

/// One of Port's integrations. Facts are from the sources of the Ocean integrations, where they are public; what is not
/// named here is taken to do what the documentation says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Provider {
    /// What settings call it.
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
    /// Every provider; the first does what Port's documentation says.
    pub const ALL: [Self; 7] = [
        Self { name: "documented", base: Base::Documented, reads: Reads::Properties },
        Self { name: "github", base: Base::Documented, reads: Reads::Properties },
        Self { name: "github-ocean", base: Base::Folder, reads: Reads::OwnKeys },
        Self { name: "gitlab", base: Base::Root, reads: Reads::Properties },
        Self { name: "gitlab-v2", base: Base::Root, reads: Reads::Everything },
        Self { name: "bitbucket-cloud", base: Base::Folder, reads: Reads::OwnKeys },
        Self { name: "azure-devops", base: Base::Root, reads: Reads::Properties },
    ];

    /// The provider of that name.
    ///
    /// # Errors
    /// What to say where there is none.
    pub fn named(name: &str) -> Result<Self, String> {
        let names = || Self::ALL.iter().map(|provider| provider.name);
        Self::ALL.into_iter().find(|provider| provider.name == name).ok_or_else(|| match closest(name, names()) {
            Some(near) => format!("there is no provider `{name}`, did you mean `{near}`?"),
            None => format!("there is no provider `{name}`; there are {}", names().collect::<Vec<_>>().join(", ")),
        })
    }

    /// Whether it reads a `file://` that stands in this section, as all of a value or in a list.
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
