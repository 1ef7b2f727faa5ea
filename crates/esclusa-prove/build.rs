//! Makes the probe: a program without a C library, from `esclusa-kernel` and `esclusa-probe`, by the compiler alone. There is
//! nothing to download and no other target to install; flags of the build that surrounds this one do not reach it.

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

fn main() -> ExitCode {
    match make() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            println!("cargo::error={error}");
            ExitCode::FAILURE
        }
    }
}

fn make() -> Result<(), String> {
    let system = variable("CARGO_CFG_TARGET_OS")?;
    if system != "linux" {
        return Err(format!("the probe is a program for Linux, not for {}", system.to_string_lossy()));
    }
    // Where the two crates lie is said by their own build scripts: a package need not lie beside another.
    let kernel = PathBuf::from(variable("DEP_ESCLUSA_KERNEL_SOURCES")?);
    let probe = PathBuf::from(variable("DEP_ESCLUSA_PROBE_SOURCES")?);
    let out = PathBuf::from(variable("OUT_DIR")?);
    println!("cargo::rerun-if-changed=build.rs");
    for folder in [kernel.join("src"), kernel.join("program"), probe.join("src")] {
        println!("cargo::rerun-if-changed={}", folder.display());
    }

    let library = |name: &str, source: &Path| {
        let mut compiler = compiler(name, source)?;
        compiler.args(["--crate-type", "rlib"]).arg("--out-dir").arg(&out);
        Ok::<Command, String>(compiler)
    };
    run(library("esclusa_kernel", &kernel.join("src/lib.rs"))?)?;
    let mut attacks = library("esclusa_probe", &probe.join("src/lib.rs"))?;
    attacks.args(extern_crates(&["esclusa_kernel"], &out));
    run(attacks)?;

    let mut program = compiler("probe", &kernel.join("program/start.rs"))?;
    program.args(["--crate-type", "bin", "-Clto=fat", "-Cstrip=symbols", "-Crelocation-model=static"]);
    program.arg("-Ctarget-feature=+crt-static");
    for argument in ["-nostartfiles", "-nostdlib", "-static", "-Wl,--build-id=none", "-Wl,-z,noexecstack"] {
        program.arg(format!("-Clink-arg={argument}"));
    }
    program.args(extern_crates(&["esclusa_kernel", "esclusa_probe"], &out)).arg("-o").arg(out.join("probe"));
    run(program)
}

/// The compiler with what all three have in common.
fn compiler(name: &str, source: &Path) -> Result<Command, String> {
    let mut compiler = Command::new(variable("RUSTC")?);
    compiler.args(["--crate-name", name, "--edition", "2024"]).arg(source);
    compiler.arg("--target").arg(variable("TARGET")?);
    // Small, and what a panic cannot unwind; a sum that overflows is a fault here, too.
    compiler.args(["-Copt-level=s", "-Cpanic=abort", "-Ccodegen-units=1", "-Cembed-bitcode=yes"]);
    compiler.args(["-Coverflow-checks=on", "--cap-lints", "allow"]);
    if let Some(linker) = env::var_os("RUSTC_LINKER") {
        let mut flag = OsString::from("-Clinker=");
        flag.push(linker);
        compiler.arg(flag);
    }
    Ok(compiler)
}

fn extern_crates(names: &[&str], folder: &Path) -> Vec<OsString> {
    let mut arguments = vec![OsString::from("-L"), folder.into()];
    for name in names {
        arguments.push("--extern".into());
        arguments.push(format!("{name}={}", folder.join(format!("lib{name}.rlib")).display()).into());
    }
    arguments
}

fn run(mut command: Command) -> Result<(), String> {
    let ended = command.status().map_err(|error| format!("cannot run the compiler: {error}"))?;
    if ended.success() { Ok(()) } else { Err(format!("cannot make the probe: {ended}")) }
}

fn variable(name: &str) -> Result<OsString, String> {
    env::var_os(name).ok_or_else(|| format!("{name} is not set: this is run by cargo"))
}
