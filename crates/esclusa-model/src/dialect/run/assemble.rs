//! The create request that the given flags make.

use std::collections::HashSet;

use esclusa_source::{Detail, Problem, ReadError, Sources, detail};
use indexmap::IndexMap;

use super::command::Invocation;
use super::given::Given;
use super::{env_files, mounts, numbers, ports};
use crate::container::{Healthcheck, HostConfig, PortBinding, Request};
use crate::dialect::{Budget, Context, MAX_PORTS, Mode};
use crate::field::{Field, List, Map, Present};
use crate::{Container, Origin, Via};

/// The flags, what the client would find around it, and what was refused.
pub(super) struct Assembly<'c, 'w, 's> {
    pub given: Given<'w>,
    pub context: &'c Context<'c>,
    pub sources: &'s mut Sources,
    pub budget: &'s mut Budget,
    pub problems: Vec<Problem>,
}

impl Assembly<'_, '_, '_> {
    /// Fills the request, in the order in which the client refuses things.
    pub(super) fn request(&mut self, container: &mut Container, invocation: &Invocation<'_>) {
        let request = &mut container.request;
        self.process(request);
        self.streams(request, invocation);
        request.host = self.host();
        self.ports(request);
        self.environment(request);
        self.healthcheck(request);
        let volumes = self.volumes(&mut request.host);
        request.volumes = volumes;
        self.networks(request);
        if request.host.auto_remove.get() == Some(&true)
            && request.host.restart_policy.name.get().is_some_and(|name| !matches!(name.as_str(), "" | "no"))
        {
            self.refuse("conflicting options: cannot specify both --restart and --rm");
        }
        self.unknown_switches();
        self.windows_only();
        self.container_id_file(&request.host);
        self.api_socket(&mut request.host);
    }

    fn process(&self, request: &mut Request) {
        let given = &self.given;
        request.hostname = given.text("hostname");
        request.domainname = given.text("domainname");
        request.user = given.text("user");
        request.tty = given.boolean("tty", false);
        request.open_stdin = given.boolean("interactive", false);
        request.working_dir = given.text("workdir");
        request.stop_signal = given.text("stop-signal");
        request.stop_timeout = given.integer("stop-timeout", true);
        // `--entrypoint=` resets the image's entry point: the API's list of one empty text.
        request.entrypoint = given.last("entrypoint").map_or_else(List::default, |occurrence| List {
            items: vec![occurrence.field::<_, String>(Ok(occurrence.value.clone()), true)],
            origin: occurrence.origin(),
        });
    }

    fn streams(&mut self, request: &mut Request, invocation: &Invocation<'_>) {
        let attached: Vec<String> =
            self.given.all("attach").map(|occurrence| occurrence.value.to_lowercase()).collect();
        if invocation.runs && self.given.is_true("detach") {
            if !attached.is_empty() {
                self.refuse("conflicting options: cannot specify both --attach and --detach");
            }
            return;
        }
        let origin = self.given.last("attach").map_or_else(Origin::default, super::pflag::Occurrence::origin);
        let field = |on: bool| if on { Field::new(true, origin.clone()) } else { Field::default() };
        let has = |stream: &str| attached.iter().any(|name| name == stream);
        let interactive = request.open_stdin.get() == Some(&true);
        request.attach_stdin = field(has("stdin") || interactive);
        request.attach_stdout = field(has("stdout") || attached.is_empty());
        request.attach_stderr = field(has("stderr") || attached.is_empty());
        request.stdin_once = field(interactive);
    }

    fn ports(&mut self, request: &mut Request) {
        let (exposed, bindings) = (&mut request.exposed_ports, &mut request.host.port_bindings);
        let mut refusals = Vec::new();
        let mut beyond = None;
        for occurrence in self.given.all("publish") {
            let origin = occurrence.origin();
            match ports::short_form(&occurrence.value).and_then(|spec| ports::publish(&spec)) {
                Ok(published) if !self.budget.ports(published.count()) => {
                    beyond = beyond.or(Some(occurrence.word.span));
                }
                Ok(published) => {
                    for (port, address, host_port) in published.mappings() {
                        exposed.insert(port.clone(), Present, origin.clone());
                        let text = |value: String| {
                            if value.is_empty() {
                                Field::default()
                            } else {
                                Field::new(value, origin.clone())
                            }
                        };
                        let binding = PortBinding {
                            host_ip: text(address),
                            host_port: text(host_port),
                            ..PortBinding::default()
                        };
                        let list = bindings
                            .entries
                            .entry(port)
                            .or_insert_with(|| Field::new(List::default(), origin.clone()));
                        let list = list.value.get_or_insert_with(List::default);
                        // Nearly every port is published once.
                        list.items.reserve_exact(1);
                        list.push(binding, origin.clone());
                        list.origin = origin.clone();
                    }
                }
                Err(_) if occurrence.symbol().is_some() => {
                    let (text, field) = ports::unknown(occurrence);
                    bindings.entries.insert(text, field);
                }
                Err(why) => refusals.push((occurrence.word.span, why)),
            }
        }
        for occurrence in self.given.all("expose") {
            match ports::expose(&occurrence.value) {
                Ok((count, _)) if !self.budget.ports(count) => {
                    beyond = beyond.or(Some(occurrence.word.span));
                }
                Ok((_, every)) => {
                    for port in every {
                        exposed
                            .entries
                            .entry(port)
                            .or_insert_with(|| Field::new(Present, occurrence.origin()));
                    }
                }
                Err(_) if occurrence.symbol().is_some() => {
                    let field = occurrence.field::<Present, ()>(Err(()), true);
                    exposed.entries.insert(occurrence.value.clone(), field);
                }
                Err(why) => refusals.push((occurrence.word.span, why)),
            }
        }
        self.problems
            .extend(refusals.into_iter().map(|(span, why)| Problem::new("docker-refuses", span, why)));
        self.problems.extend(
            beyond.map(|span| Problem::new("too-many-ports", span, Detail::plain(MAX_PORTS.to_string()))),
        );
    }

    fn environment(&mut self, request: &mut Request) {
        request.env = self.file_lines("env-file", true);
        // A later one of the same name stands where the earlier one stood.
        let mut own: IndexMap<String, Field<String>> = IndexMap::new();
        let mut origin = None;
        for occurrence in self.given.all("env") {
            let (name, value) = occurrence
                .pair('=')
                .map_or((occurrence.value.as_str(), None), |(name, value)| (name, Some(value)));
            let mut field = occurrence.field::<String, String>(Ok(occurrence.value.clone()), true);
            if value.is_none() && occurrence.symbol().is_none() {
                match self.context.mode {
                    // The auditor's own environment says nothing about the one that the line will run in.
                    Mode::Tolerant => field.symbol = Some(format!("${{{name}}}").into()),
                    Mode::Exact => {
                        if let Some(value) = self.context.environment.get(name) {
                            field.value = Some(format!("{name}={value}"));
                            field.origin = field.origin.through(Via::Environment, None);
                        }
                    }
                }
            }
            origin = Some(occurrence.origin());
            own.insert(name.to_owned(), field);
        }
        request.env.items.extend(own.into_values());
        request.env.origin = origin.unwrap_or_else(|| request.env.origin.clone());

        let mut labels = Map::default();
        for item in self.file_lines("label-file", false).items {
            let line = item.value.unwrap_or_default();
            let (key, value) = line.split_once('=').unwrap_or((&line, ""));
            labels.insert(key, value.to_owned(), item.origin);
        }
        let flags = self.given.pairs("label");
        labels.entries.extend(flags.entries);
        labels.origin = flags.origin;
        request.labels = labels;
    }

    /// The lines of the files named by a flag; a missing file is refused.
    fn file_lines(&mut self, target: &str, look_up: bool) -> List<String> {
        let mut list = List::default();
        let named: Vec<_> = self
            .given
            .all(target)
            .map(|occurrence| {
                (occurrence.value.clone(), occurrence.word.span, occurrence.symbol(), occurrence.origin())
            })
            .collect();
        for (name, span, symbol, origin) in named {
            if symbol.is_some() {
                let message = detail!("file-not-known", "the file {name} is not known", name);
                self.problems.push(Problem::new("unknown-file", span, message));
                continue;
            }
            let text = match self.context.files.read(&self.context.working_dir.join(&name)) {
                Ok(text) => text,
                Err(why) => {
                    // The client would read a FIFO, and wait for it; that we do not is no refusal of its own.
                    let id = if matches!(why, ReadError::NotFound(_)) {
                        "docker-refuses"
                    } else {
                        "unreadable-file"
                    };
                    self.problems.push(Problem::new(id, span, &why));
                    continue;
                }
            };
            let file = self.sources.add(&name, text.clone());
            let environment =
                |variable: &str| self.context.environment.get(variable).filter(|_| look_up).cloned();
            match env_files::lines(&text, environment) {
                Ok(lines) => {
                    for line in lines {
                        let place = esclusa_source::Span::new(file, line.range);
                        list.push(line.text, Origin::at(place).through(Via::EnvFile, origin.place));
                        list.origin = origin.clone();
                    }
                }
                Err(why) => {
                    let message = format!("invalid env file ({name}): {why}");
                    self.problems.push(Problem::new("docker-refuses", span, message));
                }
            }
        }
        list
    }

    fn healthcheck(&mut self, request: &mut Request) {
        let given = &self.given;
        let duration = |target: &str| given.scalar(target, false, numbers::duration);
        let mut check = Healthcheck {
            interval: duration("health-interval"),
            timeout: duration("health-timeout"),
            start_period: duration("health-start-period"),
            start_interval: duration("health-start-interval"),
            retries: given.integer("health-retries", false),
            ..Healthcheck::default()
        };
        let command = given.text("health-cmd");
        if let Some(text) = command.value.clone() {
            check.test.push("CMD-SHELL".to_owned(), command.origin.clone());
            check.test.items.push(Field { value: Some(text), ..command.clone() });
            check.test.origin = command.origin;
        }
        let numbers = [
            ("health-interval", &check.interval),
            ("health-timeout", &check.timeout),
            ("health-retries", &check.retries),
            ("health-start-period", &check.start_period),
            ("health-start-interval", &check.start_interval),
        ];
        let negative: Vec<String> = numbers
            .iter()
            .filter(|(_, field)| field.get().is_some_and(|value| *value < 0))
            .map(|(name, _)| format!("--{name} cannot be negative"))
            .collect();
        let asked = check != Healthcheck::default();
        if given.is_true("no-healthcheck") {
            let origin =
                given.last("no-healthcheck").map_or_else(Origin::default, super::pflag::Occurrence::origin);
            if asked {
                self.refuse("--no-healthcheck conflicts with --health-* options");
            }
            check = Healthcheck::default();
            check.test.push("NONE".to_owned(), origin.clone());
            check.test.origin = origin;
        } else {
            negative.into_iter().for_each(|message| self.refuse(message));
        }
        request.healthcheck = check;
    }

    fn volumes(&mut self, host: &mut HostConfig) -> Map<Present> {
        let mut anonymous = Map::default();
        let mut refusals = Vec::new();
        let mut seen: HashSet<&str> = HashSet::new();
        for occurrence in self.given.all("volume") {
            if !seen.insert(&occurrence.value) {
                continue;
            }
            let origin = occurrence.origin();
            match mounts::volume(&occurrence.value, &self.context.working_dir) {
                // A variable may hold a source and a target, and more of them than are written.
                Ok(mounts::Volume::Anonymous) | Err(_) if occurrence.symbol().is_some() => {
                    let field = occurrence.field::<String, String>(Ok(occurrence.value.clone()), true);
                    host.binds.items.push(field);
                    host.binds.origin = origin;
                }
                Ok(mounts::Volume::Anonymous) => {
                    let field = occurrence.field::<Present, String>(Ok(Present), true);
                    anonymous.entries.insert(occurrence.value.clone(), field);
                    anonymous.origin = origin;
                }
                Ok(mounts::Volume::Bind(bind)) => {
                    let symbol = occurrence.symbol().map(|_| bind.as_str().into());
                    let field = occurrence.field::<String, String>(Ok(bind), true);
                    host.binds.items.push(Field { symbol, ..field });
                    host.binds.origin = origin;
                }
                Err(why) => refusals.push((occurrence.word.span, why)),
            }
        }
        self.problems
            .extend(refusals.into_iter().map(|(span, why)| Problem::new("docker-refuses", span, why)));
        anonymous
    }

    /// Flags that are no field of the request, but change it: whether they are given must be known.
    fn unknown_switches(&mut self) {
        for flag in ["attach", "detach", "help", "no-healthcheck", "use-api-socket"] {
            if let Some(occurrence) = self.given.last(flag).filter(|occurrence| occurrence.word.symbolic) {
                let message = detail!("flag-not-known", "what --{flag} says is not known", flag);
                self.problems.push(Problem::new("unknown-flag-value", occurrence.word.span, message));
            }
        }
    }

    /// The client asks the engine's system before it sends these; it is taken to be Linux where nothing else is known.
    fn windows_only(&mut self) {
        const FLAGS: [&str; 4] = ["cpu-count", "cpu-percent", "io-maxbandwidth", "io-maxiops"];
        let given = FLAGS.iter().find(|flag| self.given.last(flag).is_some());
        if let (Some(flag), Mode::Exact) = (given, self.context.mode) {
            self.refuse(format!("\"--{flag}\" is only supported on a Docker daemon running on windows"));
        }
    }

    fn container_id_file(&mut self, host: &HostConfig) {
        let Some(path) = host.container_id_file.get() else { return };
        if self.context.mode != Mode::Exact {
            return;
        }
        let path = self.context.working_dir.join(path);
        if self.context.files.is_file(&path) || self.context.files.is_dir(&path) {
            self.refuse("container ID file found, make sure the other container isn't running or delete it");
        } else if path.parent().is_some_and(|folder| !self.context.files.is_dir(folder)) {
            self.refuse(format!(
                "failed to create the container ID file: open {}: no such folder",
                path.display()
            ));
        }
    }

    /// `--use-api-socket` mounts the engine's socket, wherever the client finds it.
    fn api_socket(&self, host: &mut HostConfig) {
        if !self.given.is_true("use-api-socket") {
            return;
        }
        let origin =
            self.given.last("use-api-socket").map_or_else(Origin::default, super::pflag::Occurrence::origin);
        let engine =
            self.context.environment.get("DOCKER_HOST").and_then(|host| host.strip_prefix("unix://"));
        let text = |text: &str| Field::new(text.to_owned(), origin.clone());
        let mount = crate::container::Mount {
            kind: text("bind"),
            source: text(engine.unwrap_or("/var/run/docker.sock")),
            target: text("/var/run/docker.sock"),
            ..crate::container::Mount::default()
        };
        host.mounts.push(mount, origin.clone());
        host.mounts.origin = origin;
    }
}
