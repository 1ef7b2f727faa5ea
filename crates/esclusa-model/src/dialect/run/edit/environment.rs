//! Variables, and secrets that leave them.

use esclusa_source::{Detail, detail};

use super::line::{Line, Said};
use super::plan::Step;
use super::{Planned, Unplanned, mounts};
use crate::{Container, Via};

/// The flags that set a variable. What a file sets is not the line's to change.
fn setting<'a>(
    line: &'a Line<'_>,
    before: &Container,
    variable: &str,
) -> Result<Vec<(usize, &'a Said)>, Unplanned> {
    let name = |text: &str| text.split('=').next().map(str::to_owned);
    let of_file = before.request.env.items.iter().find(|item| {
        item.origin.links().any(|link| link.via == Via::EnvFile)
            && item.get().and_then(|text| name(text)).as_deref() == Some(variable)
    });
    if let Some(item) = of_file {
        let said = item.origin.links().find(|link| link.via == Via::EnvFile).and_then(|link| link.place);
        let file = line.said.iter().find(|one| one.place == said && one.flag.name == "env-file");
        let file = Detail::plain(file.map_or_else(String::new, |one| one.value.clone()));
        let why = detail!("line-edit-env-file", "the variable is set in {file}", file);
        return Err(Unplanned::at(said, why));
    }
    let own = line.all("env").filter(|(_, one)| name(&one.value).as_deref() == Some(variable));
    let own: Vec<_> = own.collect();
    if own.is_empty() { Err(Unplanned::Unsaid) } else { Ok(own) }
}

pub(super) fn remove(line: &Line<'_>, before: &Container, variable: &str) -> Planned {
    Ok(setting(line, before, variable)?.into_iter().map(|(at, _)| Step::Remove(at)).collect())
}

pub(super) fn read_from_file(
    line: &Line<'_>,
    before: &Container,
    variable: &str,
    source: &str,
    target: &str,
) -> Planned {
    let own = setting(line, before, variable)?;
    let name = format!("{variable}_FILE");
    let text = format!("{name}={target}");
    let there = match setting(line, before, &name) {
        Ok(there) => there,
        Err(Unplanned::Unsaid) => Vec::new(),
        Err(obstacle) => return Err(obstacle),
    };
    // The variable of the file is said where it is said already, else in the place of the secret.
    let keeper = there.last().or(own.first()).map(|(at, _)| *at);
    let others = own.iter().map(|(at, _)| *at).filter(|at| Some(*at) != keeper);
    let mut steps: Vec<Step> = others.map(Step::Remove).collect();
    steps.extend(keeper.map(|at| Step::Say(at, text)));
    steps.extend(mounts::mounted(line, before, target).into_iter().map(Step::Remove));
    steps.push(Step::AddFirst("mount", mounts::file(source, target)));
    Ok(steps)
}
