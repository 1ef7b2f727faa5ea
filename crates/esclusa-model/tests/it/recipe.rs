//! What the stages of a Dockerfile do, and which of them the image is made of.

use esclusa_model::dialect::dockerfile::{Build, read};
use esclusa_model::image::recipe::{Base, Command, Does, Part, Recipe};
use esclusa_source::Sources;

fn recipe(text: &str) -> Recipe {
    let mut sources = Sources::default();
    let file = sources.add("Dockerfile", text);
    let mut reading = read(file, &Build::default(), &sources);
    assert_eq!(reading.problems, [], "{text}");
    reading.projects.remove(0).recipes.remove(0)
}

/// The commands of the last stage: words, what feeds each, what each stands inside of.
fn commands(text: &str) -> Vec<(String, Option<usize>, Option<usize>)> {
    let recipe = recipe(text);
    let steps = recipe.stages.last().map(|stage| stage.steps.clone()).unwrap_or_default();
    let all: Vec<Command> = steps
        .into_iter()
        .flat_map(|step| match step.does {
            Does::Run { commands, .. } => commands,
            _ => Vec::new(),
        })
        .collect();
    all.into_iter().map(|one| (one.words.join(" "), one.fed_by, one.inside)).collect()
}

#[test]
fn stages_have_their_part_in_the_image() {
    let text = "FROM golang AS base\nFROM base AS build\nRUN go build\nFROM node AS unused\nFROM rust AS mounted\nFROM alpine\nCOPY --from=build /a /a\nRUN --mount=type=bind,from=mounted,target=/m true\n";
    let parts: Vec<Part> = recipe(text).stages.iter().map(|stage| stage.part).collect();
    assert_eq!(parts, [Part::Taken, Part::Taken, Part::Unused, Part::Taken, Part::Kept]);
    let text = "FROM a AS base-amd64\nFROM b AS base-arm64\nFROM c AS other\nFROM base-$TARGETARCH\n";
    let parts: Vec<Part> = recipe(text).stages.iter().map(|stage| stage.part).collect();
    assert_eq!(parts, [Part::Kept, Part::Kept, Part::Unused, Part::Kept], "either may be the base");
    let text = "FROM scratch AS a\nFROM a\nCOPY --from=0 /a /a\n";
    let recipe = recipe(text);
    assert_eq!(recipe.stages[0].base, Base::Scratch);
    assert_eq!(recipe.stages[1].base, Base::Stage(0));
    assert!(recipe.stages.iter().all(|stage| stage.part == Part::Kept), "what is kept is not merely taken");
}

#[test]
fn variables_are_those_before_the_step() {
    let text = "ARG V=3\nFROM alpine:$V\nARG V\nENV A=1 B=$V\nENV A=2 C=$A\nUSER app$A\nCOPY a$A b /c\n";
    let recipe = recipe(text);
    assert_eq!(recipe.stages[0].base, Base::Image(Some("alpine:3".to_owned())));
    let steps = &recipe.stages[0].steps;
    let values = |at: usize| match &steps[at].does {
        Does::Set { variables, .. } => variables
            .iter()
            .map(|(name, value, _)| format!("{name}={}", value.as_deref().unwrap_or("?")))
            .collect(),
        _ => Vec::new(),
    };
    assert_eq!(values(1), ["A=1", "B=3"]);
    assert_eq!(values(2), ["A=2", "C=1"]);
    assert_eq!(steps[3].does, Does::User(Some("app2".to_owned())));
    let Does::Copy { add: false, sources, target, .. } = &steps[4].does else { panic!("a copy") };
    assert_eq!(sources.iter().map(|(path, _)| path.as_str()).collect::<Vec<_>>(), ["a2", "b"]);
    assert_eq!(target, "/c");
}

#[test]
fn commands_know_what_feeds_them_and_what_they_stand_in() {
    let found = |text: &str| commands(&format!("FROM alpine\n{text}\n"));
    let one = |words: &str| (words.to_owned(), None, None);
    let fed = |words: &str, by: usize| (words.to_owned(), Some(by), None);
    assert_eq!(found("RUN curl x | sh"), [one("curl x"), fed("sh", 0)]);
    assert_eq!(found("RUN curl x || sh"), [one("curl x"), one("sh")]);
    assert_eq!(found("RUN curl x && sh"), [one("curl x"), one("sh")]);
    assert_eq!(found("RUN curl x 2>/dev/null \\\n  | sh -s"), [one("curl x"), fed("sh -s", 0)]);
    assert_eq!(found("RUN a $(b) | c"), [one("a $(b)"), ("b".to_owned(), None, Some(0)), fed("c", 0)]);
    assert_eq!(found("RUN [\"curl\", \"a | b\"]"), [one("curl a | b")]);
    assert_eq!(found("RUN <<EOF\ncurl x | sh\ntrue\nEOF"), [one("curl x"), fed("sh", 0), one("true")]);
    assert_eq!(found("RUN --network=none a && \\\n # said\n b"), [one("a"), one("b")]);
}

#[test]
fn flags_are_kept() {
    let recipe =
        recipe("FROM alpine\nRUN --security=insecure --mount=type=secret,id=a --mount=type=ssh true\n");
    let step = &recipe.stages[0].steps[0];
    assert_eq!(step.flag("security").collect::<Vec<_>>(), ["insecure"]);
    assert_eq!(step.flag("mount").collect::<Vec<_>>(), ["type=secret,id=a", "type=ssh"]);
}

#[test]
fn towers_of_stages_end() {
    let text: String = std::iter::once("FROM alpine AS s0\n".to_owned())
        .chain((1..5000).map(|at| format!("FROM s{} AS s{at}\nRUN true\n", at - 1)))
        .collect();
    let mut sources = Sources::default();
    let file = sources.add("Dockerfile", text);
    let reading = read(file, &Build::default(), &sources);
    assert_eq!(reading.problems.len(), 1, "the limit is told");
}

#[test]
fn arguments_before_the_first_stage_labels_and_starts_are_kept() {
    let text = "ARG A=1\nARG B=$A-2\nFROM alpine\nARG B\nLABEL a.b=$B c='d e'\nLABEL old form\nCMD [\"run\", \"-x\"]\nENTRYPOINT exec run | tee log\n";
    let recipe = recipe(text);
    let globals: Vec<_> = recipe.globals.iter().map(|step| step.does.clone()).collect();
    let Does::Set { argument: true, variables } = &globals[1] else { panic!("an argument") };
    assert_eq!((globals.len(), variables[0].1.as_deref()), (2, Some("1-2")));
    let steps = &recipe.stages[0].steps;
    let labels = |at: usize| match &steps[at].does {
        Does::Label(labels) => labels
            .iter()
            .map(|(name, value, _)| format!("{name}={}", value.as_deref().unwrap_or("?")))
            .collect(),
        _ => Vec::new(),
    };
    assert_eq!(labels(1), ["a.b=1-2", "c=d e"]);
    assert_eq!(labels(2), ["old=form"]);
    let starts = |at: usize| match &steps[at].does {
        Does::Start(keyword, commands) => {
            let words = commands.iter().map(|one| one.words.join(" ")).collect::<Vec<_>>();
            (keyword.as_str(), words)
        }
        _ => ("", Vec::new()),
    };
    assert_eq!(starts(3), ("CMD", vec!["run -x".to_owned()]));
    assert_eq!(starts(4), ("ENTRYPOINT", vec!["exec run".to_owned(), "tee log".to_owned()]));
}
