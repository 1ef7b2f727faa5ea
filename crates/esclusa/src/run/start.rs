//! Making the container that was permitted, and running it: detached, or with this process's streams, signals and
//! terminal.

use std::rc::Rc;

use clap::ArgMatches;
use esclusa_docker::{Attach, Changer, Credentials, DetachKeys, Error, Made, Outcome, Talk, Until};
use esclusa_enforce::{create, pull};
use esclusa_finding::{Catalogue, Message};
use esclusa_model::container::Request;
use esclusa_model::dialect::engine;
use esclusa_model::{Field, Mode};
use serde_json::Value;

use super::id_file::IdFile;
use super::plan::{Asked, LOGS, Plan};
use super::pulling::Told;
use super::tell::Teller;
use super::{not_permitted, not_planned, signals, streams, terminal};
use crate::exit::Exit;
use crate::live::{Engine, open, surroundings};
use crate::output;
use crate::reading::Reader;

/// What came of making a container.
enum Making {
    Made(Made),
    /// Said already.
    Refused(Exit),
    /// The engine takes no limit of its logs.
    WithoutLogs,
}

/// An engine, and what a run wants of it.
pub(super) struct Runner<'a> {
    pub(super) words: &'a [String],
    pub(super) matches: &'a ArgMatches,
    pub(super) catalogue: &'a Catalogue,
}

/// The code of a run that its own terminal is missing for, as of the client.
const NO_TERMINAL: Exit = Exit::Command(1);
/// The code of one whose output nobody reads any more, as of the client: the container goes on.
const UNHEARD: Exit = Exit::Command(1);
/// The code of a command that was killed.
const KILLED: i64 = 137;

impl Runner<'_> {
    /// Runs a plan; what the engine turns out not to take is left out once.
    pub(super) fn run(&self, mut plan: Plan, mut asked: Asked<'_>) -> anyhow::Result<Exit> {
        let request = plan.container().map(|one| &one.request);
        let is =
            |field: fn(&Request) -> &Field<bool>| request.is_some_and(|one| field(one).get() == Some(&true));
        if is(|one| &one.attach_stdin) && is(|one| &one.tty) && !terminal::is_typed() {
            output::complain("the input device is not a TTY");
            return Ok(NO_TERMINAL);
        }
        let keys = match plan.options.detach_keys.as_deref().map(DetachKeys::parse).transpose() {
            Ok(keys) => keys.unwrap_or_default(),
            Err(error) => return Ok(self.failed(&error.to_string())),
        };
        let mut reader = Reader::new(asked.inputs, asked.here.clone(), Mode::Exact);
        reader.engine = Engine::at(self.matches.get_one::<String>("engine").cloned());
        let engine = match open(&mut reader) {
            Ok(engine) => engine,
            Err(error) => return Ok(self.failed_engine(&error)),
        };
        if !plan.options.quiet {
            Teller { plan: &plan, catalogue: self.catalogue }.notes();
        }
        let mut file = match self.id_file(&plan, &asked) {
            Ok(file) => file,
            Err(exit) => return Ok(exit),
        };
        let changer = Changer::beside(&engine);
        let made = loop {
            match self.made(&mut plan, &asked, &engine, &reader)? {
                Making::Made(made) => break made,
                Making::Refused(exit) => return Ok(exit),
                Making::WithoutLogs => {
                    asked.without.push(LOGS);
                    plan = match Plan::make(self.words, &asked) {
                        Ok(plan) => plan,
                        Err(why) => return not_planned(&why, self.catalogue),
                    };
                    self.tell(&plan, &Message::new("run-logs-not-taken"));
                }
            }
        };
        if let Some(file) = &mut file
            && let Err(error) = file.write(made.id())
        {
            return Ok(self.failed(&error.to_string()));
        }
        made.warnings().iter().for_each(|warning| output::complain(&format!("WARNING: {warning}")));
        Ok(match plan.options.detach {
            true => self.detached(&changer, &made),
            false => self.attended(&plan, &changer, &made, keys, &engine),
        })
    }

    fn id_file(&self, plan: &Plan, asked: &Asked<'_>) -> Result<Option<IdFile>, Exit> {
        let path = plan.container().and_then(|one| one.request.host.container_id_file.get());
        let Some(path) = path.filter(|path| !path.is_empty()) else { return Ok(None) };
        IdFile::make(asked.here.join(path)).map(Some).map_err(|error| match error.kind() {
            std::io::ErrorKind::AlreadyExists => self.failed(&format!(
                "container ID file found, make sure the other container isn't running or delete {path}"
            )),
            _ => self.failed(&format!("failed to create the container ID file: {error}")),
        })
    }

    /// Has the image there, and the container made.
    fn made(
        &self,
        plan: &mut Plan,
        asked: &Asked<'_>,
        engine: &Rc<esclusa_docker::Reader>,
        reader: &Reader<'_>,
    ) -> anyhow::Result<Making> {
        let name = plan.container().and_then(|one| one.request.image.get()).cloned().unwrap_or_default();
        let when = plan.options.pull.clone().unwrap_or_default();
        let mut is_pulled = false;
        if when == "always" {
            if let Some(exit) = self.pulled(plan, asked, engine, reader)? {
                return Ok(Making::Refused(exit));
            }
            is_pulled = true;
        }
        loop {
            let image = match engine.get(&format!("/images/{name}/json")) {
                Ok(answer) => Some(answer.into_text()),
                Err(error) if error.is_absent() => None,
                Err(error) => return Ok(Making::Refused(self.failed_engine(&error))),
            };
            let may_pull = !is_pulled && when != "never";
            if image.is_some() || !may_pull {
                let permit = match plan.permitted(asked, image.as_deref(), create) {
                    Ok(Ok(permit)) => permit,
                    Ok(Err(why)) => {
                        let teller = Teller { plan, catalogue: self.catalogue };
                        return Ok(Making::Refused(not_permitted(&why, &teller)));
                    }
                    Err(why) => return not_planned(&why, self.catalogue).map(Making::Refused),
                };
                match Changer::beside(engine).create(permit) {
                    Ok(made) => return Ok(Making::Made(made)),
                    // Of another platform than the one that is asked for.
                    Err(error) if error.is_absent() && may_pull => {}
                    Err(Error::Refused { said, .. }) if said.contains("log opt") && fills_logs(plan) => {
                        return Ok(Making::WithoutLogs);
                    }
                    Err(error) => return Ok(Making::Refused(self.failed_engine(&error))),
                }
            }
            if !plan.options.quiet {
                output::complain(&format!("Unable to find image '{}' locally", tagged(&name)));
            }
            if let Some(exit) = self.pulled(plan, asked, engine, reader)? {
                return Ok(Making::Refused(exit));
            }
            is_pulled = true;
        }
    }

    /// Pulls the image; how it ends if it is not there afterwards.
    fn pulled(
        &self,
        plan: &mut Plan,
        asked: &Asked<'_>,
        engine: &Rc<esclusa_docker::Reader>,
        reader: &Reader<'_>,
    ) -> anyhow::Result<Option<Exit>> {
        let permit = match plan.permitted(asked, None, pull) {
            Ok(Ok(permit)) => permit,
            Ok(Err(why)) => {
                return Ok(Some(not_permitted(&why, &Teller { plan, catalogue: self.catalogue })));
            }
            Err(why) => return not_planned(&why, self.catalogue).map(Some),
        };
        let quiet = plan.options.quiet;
        let mut told = Told::default();
        let result = Credentials::of(&surroundings(reader)).and_then(|credentials| {
            Changer::beside(engine).pull(permit, &credentials, &mut |progress| {
                if !quiet {
                    told.tell(progress);
                }
            })
        });
        told.end();
        Ok(result.err().map(|error| self.failed_engine(&error)))
    }

    /// Starts it and leaves it alone.
    fn detached(&self, changer: &Changer<'_>, made: &Made) -> Exit {
        match changer.start(made) {
            Ok(()) => match output::to_stdout(|out| writeln!(out, "{}", made.id())) {
                Ok(()) => Exit::Clean,
                Err(error) => self.failed(&error.to_string()),
            },
            Err(error) => self.failed_engine(&error),
        }
    }

    /// Starts it, and is its terminal and its voice until it ends.
    fn attended(
        &self,
        plan: &Plan,
        changer: &Changer<'_>,
        made: &Made,
        keys: DetachKeys,
        engine: &esclusa_docker::Reader,
    ) -> Exit {
        let Some(container) = plan.container() else { return Exit::NOT_RUN };
        let request = &container.request;
        let is = |field: &Field<bool>| field.get() == Some(&true);
        let removes = is(&request.host.auto_remove);
        let attach = Attach {
            stdin: is(&request.attach_stdin),
            stdout: is(&request.attach_stdout),
            stderr: is(&request.attach_stderr),
            tty: is(&request.tty),
            keys,
            until: if removes { Until::Removed } else { Until::NextExit },
        };
        let (talk, feed, control, output) = Talk::new();
        if attach.tty {
            terminal::size().into_iter().for_each(|(rows, columns)| control.size(rows, columns));
        }
        if let Err(error) = signals::listen(control, plan.options.sig_proxy, attach.tty) {
            return self.failed(&error.to_string());
        }
        let raw = (attach.tty && attach.stdin).then(terminal::Raw::take).flatten();
        match attach.stdin {
            true => streams::type_into(feed),
            false => drop(feed),
        }
        let hears = streams::hear(output);
        let outcome = changer.talk(made, &attach, talk);
        if matches!(outcome, Ok(Outcome::Ended(_))) {
            drop(hears.join());
        }
        drop(raw);
        match outcome {
            Ok(Outcome::Ended(end)) => {
                if let Some(error) = end.error {
                    return self.failed(&error);
                }
                if end.code == KILLED {
                    self.killed(plan, made, removes, engine);
                }
                Exit::Command(u8::try_from(end.code & 0xff).unwrap_or(u8::MAX))
            }
            Ok(Outcome::Detached) => Exit::Clean,
            Ok(Outcome::Unheard) => UNHEARD,
            Err(error) => self.failed_engine(&error),
        }
    }

    /// Says so where it may have been a limit that ended it which nobody has measured.
    fn killed(&self, plan: &Plan, made: &Made, removes: bool, engine: &esclusa_docker::Reader) {
        let stands_in = plan.applied.iter().any(|one| one.finding.rule.id == "no-memory-limit");
        let limit = plan.container().and_then(|one| engine::Quota::Memory.of(&one.request.host));
        let Some(limit) = limit.filter(|_| stands_in) else { return };
        let is_known = !removes;
        let killed = engine.get(&format!("/containers/{}/json", made.id())).ok().and_then(|answer| {
            let document: Value = serde_json::from_slice(&answer.body).ok()?;
            document.pointer("/State/OOMKilled").and_then(Value::as_bool)
        });
        if is_known && killed == Some(false) {
            return;
        }
        let id = if killed == Some(true) { "run-out-of-memory" } else { "run-perhaps-out-of-memory" };
        self.tell(plan, &Message::new(id).with("limit", engine::Quota::Memory.amount(limit)));
    }

    fn tell(&self, plan: &Plan, message: &Message) {
        Teller { plan, catalogue: self.catalogue }.line(message);
    }

    /// In docker's words, with docker's code for them.
    fn failed_engine(&self, error: &Error) -> Exit {
        let Error::Refused { said, .. } = error else {
            let message = Message::new("run-failed").with("detail", &error.reason());
            return self.failed(&self.catalogue.text(&message));
        };
        self.failed(&format!("Error response from daemon: {said}"));
        let says = |parts: &[&str]| parts.iter().any(|part| said.contains(part));
        if says(&["executable file not found", "no such file or directory"]) {
            Exit::Command(127)
        } else if says(&["permission denied", "is a directory"]) {
            Exit::Command(126)
        } else {
            Exit::NOT_RUN
        }
    }

    fn failed(&self, why: &str) -> Exit {
        output::complain(&format!("esclusa: {why}"));
        Exit::NOT_RUN
    }
}

/// Whether a limit of logs was filled in.
fn fills_logs(plan: &Plan) -> bool {
    plan.applied.iter().any(|one| one.finding.rule.id == LOGS)
}

/// An image's name with the tag that it has unsaid.
fn tagged(name: &str) -> String {
    let last = name.rsplit('/').next().unwrap_or(name);
    if last.contains([':', '@']) || name.contains('@') { name.to_owned() } else { format!("{name}:latest") }
}
