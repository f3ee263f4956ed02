//! Entities that must relate to one another in a circle.

use std::collections::BTreeMap;

use crate::lint::port::index::{FileSpan, Index, Stated};

impl<'s> Index<'s> {
    /// Circles of entities of which each must relate to the next, and the last to the first: each entity with the place
    /// of its relation, the first in the repository first. Of circles that share an entity, one is given.
    pub(crate) fn required_cycles(&self) -> Vec<Vec<Stated<'s>>> {
        let next = self.required();
        let mut cycles = Vec::new();
        // What was walked over, and in which walk.
        let mut walked: BTreeMap<u32, u32> = BTreeMap::new();
        for start in next.keys().rev().copied() {
            let mut at = start;
            while !walked.contains_key(&at) {
                walked.insert(at, start);
                let Some((following, _)) = next.get(&at) else { break };
                at = *following;
            }
            if walked.get(&at) != Some(&start) || !next.contains_key(&at) {
                continue;
            }
            let (first, mut cycle) = (at, Vec::new());
            while let Some((following, place)) = next.get(&at) {
                let (file, definition) = self.definition(at);
                cycle.push(Stated { place: *place, identifier: self.summary(file).identifier(definition) });
                at = *following;
                if at == first {
                    break;
                }
            }
            let foremost = (0..cycle.len()).min_by_key(|nth| cycle[*nth].place).unwrap_or_default();
            cycle.rotate_left(foremost);
            cycles.push(cycle);
        }
        cycles
    }

    /// From definitions that must relate to another definition which must do so as well, to one such: all that is left
    /// when those are taken away, again and again, that could be written because all they need is there.
    fn required(&self) -> BTreeMap<u32, (u32, FileSpan)> {
        let first = self.first_numbers();
        let mut needs: BTreeMap<u32, Vec<(u32, FileSpan)>> = BTreeMap::new();
        let mut needed_by: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
        for (file, mention) in self.mentions() {
            let Some(nth) = mention.required_by else { continue };
            let Some(target) = self.defined(mention, file) else { continue };
            let own = first[file] - nth;
            needs.entry(own).or_default().push((target, FileSpan { file, span: mention.at }));
            needed_by.entry(target).or_default().push(own);
        }
        let mut open: BTreeMap<u32, usize> = needs.iter().map(|(own, needs)| (*own, needs.len())).collect();
        let mut free: Vec<u32> = needed_by.keys().filter(|number| !open.contains_key(number)).copied().collect();
        while let Some(number) = free.pop() {
            for waiting in needed_by.get(&number).into_iter().flatten() {
                let left = open.get_mut(waiting).expect("it was entered with what it needs");
                *left -= 1;
                if *left == 0 {
                    open.remove(waiting);
                    free.push(*waiting);
                }
            }
        }
        let stuck = |(own, needs): (u32, Vec<(u32, FileSpan)>)| {
            open.contains_key(&own).then_some(())?;
            Some((own, needs.into_iter().find(|(target, _)| open.contains_key(target))?))
        };
        needs.into_iter().filter_map(stuck).collect()
    }
}
