//! Services that wait for themselves.

use esclusa_source::{Problem, detail};

use super::place;
use crate::{Entries, Tree};

/// How many circles are named: services that all depend on each other have thousands.
const MAX_CYCLES: usize = 10;

/// Reports circles of `depends_on`, each once, at the dependency that closes it.
///
/// Walked without recursion and each service once: a project may have thousands of services in a row.
pub(super) fn check(services: &Entries, problems: &mut Vec<Problem>) {
    let mut order: Vec<usize> = (0..services.len()).collect();
    order.sort_by_key(|at| services.get_index(*at).map(|(name, _)| name));
    let mut state = vec![State::New; services.len()];
    let mut found = Vec::new();
    for start in order {
        if state[start] == State::New {
            from(start, services, &mut state, &mut found);
        }
    }
    problems.append(&mut found);
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    New,
    OnTheWay,
    Done,
}

fn from(start: usize, services: &Entries, state: &mut [State], problems: &mut Vec<Problem>) {
    let mut way = vec![(start, dependencies(services, start).into_iter())];
    state[start] = State::OnTheWay;
    while let Some((at, rest)) = way.last_mut() {
        let at = *at;
        let Some((next, tree)) = rest.next() else {
            state[at] = State::Done;
            way.pop();
            continue;
        };
        match state[next] {
            State::New => {
                state[next] = State::OnTheWay;
                way.push((next, dependencies(services, next).into_iter()));
            }
            State::OnTheWay => {
                let circle = way.iter().map(|(at, _)| *at).skip_while(|at| *at != next).chain([next]);
                let names: Vec<&str> =
                    circle.filter_map(|at| services.get_index(at)).map(|(name, _)| name.as_str()).collect();
                let detail = detail!(
                    "dependency-cycle",
                    "dependency cycle detected: {names}",
                    names = shortened(&names)
                );
                let own = services.get_index(at).and_then(|(_, service)| place(service));
                problems.push(Problem::new("compose-invalid", place(tree).or(own), detail));
                if problems.len() == MAX_CYCLES {
                    state.fill(State::Done);
                    return;
                }
            }
            State::Done => {}
        }
    }
}

/// The circle in words, its middle left out where it is long.
fn shortened(names: &[&str]) -> String {
    match names {
        [first, .., last] if names.len() > 20 => {
            let shown = names.get(1..10).unwrap_or_default().join(" -> ");
            format!("{first} -> {shown} -> … -> {last}")
        }
        _ => names.join(" -> "),
    }
}

/// The services that a service waits for, by name.
fn dependencies(services: &Entries, at: usize) -> Vec<(usize, &Tree)> {
    let depends_on = services.get_index(at).and_then(|(_, service)| service.get("depends_on")?.as_map());
    let mut found: Vec<(&String, usize, &Tree)> = depends_on
        .into_iter()
        .flatten()
        .filter_map(|(name, tree)| Some((name, services.get_index_of(name)?, tree)))
        .collect();
    found.sort_by_key(|(name, ..)| *name);
    found.into_iter().map(|(_, at, tree)| (at, tree)).collect()
}
